// One content of a slot: what, to whom, when, how often.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { QToggle } from 'console/lib/quasar.js';
import { Button } from 'console/parts/Button.jsx';
import { TextField } from 'console/parts/Fields.jsx';
import { RuleEditor } from 'console/parts/RuleEditor.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog } from 'console/parts/dialogs.jsx';
import { BodyFields, blankBody, cleanBody, hasBody } from './bodyFields.jsx';
import { SlotPreview } from './SlotPreview.jsx';

const local = (value) => (value ? new Date(new Date(value).getTime() - new Date(value).getTimezoneOffset() * 60_000).toISOString().slice(0, 16) : '');
const instant = (text) => (text ? new Date(text).toISOString() : null);

/** Resolves with the content or false. */
export function contentForm(slot, content) {
  const form = reactive({
    name: content?.name ?? '', priority: content?.priority ?? 10, rule: content?.rule ?? null, body: blankBody(content?.content), cap: content?.cap ?? 3, capDays: content?.capDays ?? 7, active: content?.active ?? true,
    starts: local(content?.startsAt), ends: local(content?.endsAt), targetedOnly: content?.targetedOnly ?? false, error: null,
  });
  return showDialog({
    title: content ? content.name : t('slots.newContent', { name: slot.name }),
    width: 980,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        const body = {
          name: form.name.trim(), priority: Number(form.priority) || 0, rule: form.rule, content: cleanBody(form.body), cap: Number(form.cap) || 0, capDays: Math.min(365, Math.max(1, Number(form.capDays) || 1)),
          active: form.active, startsAt: instant(form.starts), endsAt: instant(form.ends), targetedOnly: form.targetedOnly,
        };
        try {
          close(content ? await api.patch(`/slot-contents/${content.id}`, body) : await api.post(`/slots/${slot.id}/contents`, body));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <div class="slots-form">
          <div class="form">
            <TextField label={t('slots.contentName')} hint={t('slots.contentNameHint')} autofocus maxlength="80" {...model(form, 'name')} />
            <BodyFields body={form.body} />
            <section class="field"><span class="field-label">{t('slots.who')}</span>
              <QToggle dense label={t('slots.targetedOnly')} {...model(form, 'targetedOnly')} />
              <RuleEditor modelValue={form.rule} onUpdate:modelValue={(rule) => { form.rule = rule; }} /></section>
            <div class="slots-numbers">
              <TextField type="number" label={t('slots.priority')} hint={t('slots.priorityHint')} {...model(form, 'priority')} />
              <TextField type="number" min="0" label={t('slots.cap')} hint={t('slots.capHint')} {...model(form, 'cap')} />
              <TextField type="number" min="1" max="365" suffix={t('quality.days')} label={t('slots.capDays')} {...model(form, 'capDays')} />
            </div>
            <div class="form-row">
              <TextField type="datetime-local" label={t('slots.starts')} optional {...model(form, 'starts')} />
              <TextField type="datetime-local" label={t('slots.ends')} optional {...model(form, 'ends')} />
            </div>
            <QToggle dense label={t(form.active ? 'slots.on' : 'slots.off')} {...model(form, 'active')} />
            {form.error && <ErrorNotice error={form.error} />}
            <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={content ? t('common.save') : t('slots.addContent')} disabled={!form.name.trim() || !hasBody(form.body)} act={save} /></div>
          </div>
          <SlotPreview body={form.body} kind={slot.kind} />
        </div>
      );
    },
  });
}
