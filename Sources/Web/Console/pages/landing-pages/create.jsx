// "New page": from a template, from another page, or empty; then the editor opens.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { Button } from 'console/parts/Button.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog } from 'console/parts/dialogs.jsx';
import { templates } from './templates.js';

/** Resolves with the page or false. `pages` may be copied. */
export function createPage(pages, start = 'appointment', copyOf = null) {
  const form = reactive({ start, name: '', slug: '', phone: '', target: '', copyOf: copyOf ?? pages[0]?.id ?? null, error: null });
  return showDialog({
    title: t('lpages.new'),
    width: 640,
    body: ({ close }) => {
      const template = templates.find((each) => each.key === form.start);
      const save = async () => {
        form.error = null;
        try {
          const body = { name: form.name.trim(), slug: form.slug.trim() || undefined };
          if (form.start === 'copy') body.copyOf = form.copyOf;
          else if (template) body.content = template.make({ phone: form.phone.trim(), target: form.target.trim() });
          close(await api.post('/pages', body));
        } catch (error) {
          form.error = error;
        }
      };
      const option = (key, icon, colour) => (
        <button key={key} type="button" role="radio" aria-checked={String(form.start === key)} class={['lpages-start', form.start === key && 'on']} onClick={() => { form.start = key; }}>
          <span class="lpages-start-icon" style={colour && `--hue:${colour}`}><Icon name={icon} size={20} /></span>
          <span><strong>{t(`lpages.start.${key}`)}</strong><span class="muted small">{t(`lpages.start.${key}.for`)}</span></span>
        </button>
      );
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (form.name.trim()) save(); }}>
          <div class="field"><span class="field-label">{t('lpages.startFrom')}</span>
            <div class="lpages-starts" role="radiogroup" aria-label={t('lpages.startFrom')}>
              {templates.map((each) => option(each.key, each.icon, each.color))}
              {option('example', 'file')}
              {pages.length > 0 && option('copy', 'copy')}
            </div></div>
          {form.start === 'copy' && <SelectField label={t('lpages.copyOf')} searchable options={pages.map((page) => ({ value: page.id, label: page.name, caption: `/p/${page.slug}` }))} {...model(form, 'copyOf')} />}
          <div class="form-row">
            <TextField label={t('lpages.name')} hint={t('lpages.nameHint')} autofocus maxlength="80" {...model(form, 'name')} />
            <TextField label={t('lpages.slug')} optional hint={t('lpages.slugHint')} prefix="/p/" maxlength="63" {...model(form, 'slug')} />
          </div>
          {template && <div class="form-row">
            <TextField label={t('lpages.phone')} optional hint={t('lpages.phoneHint')} type="tel" maxlength="24" {...model(form, 'phone')} />
            {form.start === 'consult' && <TextField label={t('lpages.target')} optional hint={t('lpages.targetHint')} placeholder="https://work.weixin.qq.com/…" {...model(form, 'target')} />}
          </div>}
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} />
            <Button kind="primary" type="button" label={t('lpages.create')} disabled={!form.name.trim() || (form.start === 'copy' && !form.copyOf)} act={save} /></div>
        </form>
      );
    },
  });
}
