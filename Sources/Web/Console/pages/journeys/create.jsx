// "New journey": from a flow of the trade, a copy, or empty; then the editor opens.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { Button } from 'console/parts/Button.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { TextField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog } from 'console/parts/dialogs.jsx';
import { known } from '../journey/words.jsx';
import { starts } from './starts.js';

/** The first of the names that the dictionary has, or the first. */
const pick = (...names) => names.find((name) => known.events.has(name)) ?? names[0];

export function createJourney(start = 'cart') {
  const form = reactive({ start, name: '', named: false, error: null });
  return showDialog({
    title: t('journeys.new'), width: 640,
    body: ({ close }) => {
      const name = () => (form.named ? form.name : form.start === 'blank' ? '' : t(`journeys.start.${form.start}`));
      const save = async () => {
        form.error = null;
        try {
          close(await api.post('/journeys', { name: name().trim(), draft: starts.find((each) => each.key === form.start).make(pick) }));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (name().trim()) save(); }}>
          <div class="field"><span class="field-label">{t('journeys.startFrom')}</span>
            <div class="journeys-starts" role="radiogroup" aria-label={t('journeys.startFrom')}>{starts.map((each) => (
              <button key={each.key} type="button" role="radio" aria-checked={String(form.start === each.key)} class={['journeys-start', form.start === each.key && 'on']} onClick={() => { form.start = each.key; }}>
                <Icon name={each.icon} size={20} /><span><strong>{t(`journeys.start.${each.key}`)}</strong><span class="muted small">{t(`journeys.start.${each.key}.for`)}</span></span></button>))}</div></div>
          <TextField label={t('journeys.name')} autofocus maxlength="80" {...model({ name: name() }, 'name', (value) => { form.name = value ?? ''; form.named = true; })} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('journeys.create')} disabled={!name().trim()} act={save} /></div>
        </form>
      );
    },
  });
}
