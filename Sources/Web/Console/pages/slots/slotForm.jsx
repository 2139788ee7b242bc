// Make a slot, or change its name, kind and default content.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { QToggle } from 'console/lib/quasar.js';
import { Button } from 'console/parts/Button.jsx';
import { Segmented, TextField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog } from 'console/parts/dialogs.jsx';
import { BodyFields, blankBody, cleanBody, hasBody } from './bodyFields.jsx';
import { SlotPreview } from './SlotPreview.jsx';

/** Resolves with the slot or false. */
export function slotForm(slot) {
  const form = reactive({ name: slot?.name ?? '', key: slot?.key ?? '', kind: slot?.kind ?? 'popup', active: slot?.active ?? true, fallback: blankBody(slot?.fallback), error: null });
  return showDialog({
    title: slot ? t('slots.edit', { name: slot.name }) : t('slots.new'),
    width: 760,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        const body = { name: form.name.trim(), kind: form.kind, fallback: hasBody(form.fallback) ? cleanBody(form.fallback) : null };
        try {
          close(slot ? await api.patch(`/slots/${slot.id}`, { ...body, active: form.active }) : await api.post('/slots', { ...body, key: form.key.trim() }));
        } catch (error) {
          form.error = error;
        }
      };
      const ready = form.name.trim() && (slot || /^[a-z0-9][a-z0-9_-]{0,62}$/.test(form.key.trim()));
      return (
        <div class="slots-form">
          <div class="form">
            <TextField label={t('slots.name')} hint={t('slots.nameHint')} autofocus maxlength="80" {...model(form, 'name')} />
            <TextField label={t('slots.key')} hint={t('slots.keyHint')} disable={Boolean(slot)} maxlength="63" {...model(form, 'key')} />
            <div class="field"><span class="field-label">{t('slots.kind')}</span><Segmented label={t('slots.kind')} value={form.kind} options={['popup', 'inline'].map((value) => ({ value, label: t(`slots.kind.${value}`) }))} onPick={(value) => { form.kind = value; }} /></div>
            {slot && <QToggle dense label={t(form.active ? 'slots.on' : 'slots.off')} {...model(form, 'active')} />}
            <h3>{t('slots.fallback')}</h3><p class="muted small">{t('slots.fallbackHint')}</p>
            <BodyFields body={form.fallback} />
            {form.error && <ErrorNotice error={form.error} />}
            <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={slot ? t('common.save') : t('slots.create')} disabled={!ready} act={save} /></div>
          </div>
          <SlotPreview body={form.fallback} kind={form.kind} />
        </div>
      );
    },
  });
}
