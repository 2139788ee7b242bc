// Write a template beside how it reads for one customer; test it on somebody who knows about it.
import { reactive, watch } from 'vue';
import { api } from 'console/api.js';
import { can, mayChange } from 'console/session.js';
import { t, tOr } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { Button } from 'console/parts/Button.jsx';
import { Segmented, SelectField, TextField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog, toast } from 'console/parts/dialogs.jsx';

/** Resolves with the template or false. */
export function templateForm(accounts, template) {
  const form = reactive({
    name: template?.name ?? '', account: template?.account ?? accounts[0]?.id ?? null, purpose: template?.purpose ?? 'marketing', quiet: template?.quiet ?? 'defer', subject: template?.subject ?? '',
    text: template?.text ?? '', html: template?.html ?? '', code: template?.code ?? '', params: (template?.params ?? []).map((param) => ({ ...param })),
    customer: '', shown: null, wrong: null, error: null, sent: null,
  });
  const medium = () => accounts.find((account) => account.id === form.account)?.medium ?? template?.medium ?? 'sms';
  const draft = () => ({ name: form.name.trim(), account: form.account, purpose: form.purpose, quiet: form.purpose === 'marketing' && form.quiet === 'ignore' ? 'defer' : form.quiet, subject: form.subject, text: form.text, html: form.html, code: form.code.trim(), params: form.params.filter((param) => param.name.trim()) });
  const number = () => Number(form.customer.trim().replace(/^#/, '')) || null;
  let timer = 0;
  const preview = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      try {
        form.shown = form.text.trim() ? await api.post('/templates/preview', { draft: draft(), customer: number() }) : null;
        form.wrong = null;
      } catch (error) {
        form.wrong = error;
      }
    }, 350);
  };
  const stop = watch(() => [form.text, form.subject, form.html, form.account, form.purpose, form.customer, JSON.stringify(form.params)], preview, { immediate: true });
  const done = showDialog({
    title: template ? template.name : t('templates.new'),
    width: 980,
    body: ({ close }) => {
      const locked = !mayChange('messages.write');
      const isSMS = medium() === 'sms';
      const save = async () => {
        form.error = null;
        try {
          close(template ? await api.patch(`/templates/${template.id}`, draft()) : await api.post('/templates', draft()));
          toast(t('common.saved'));
        } catch (error) {
          form.error = error;
        }
      };
      const test = async () => {
        form.error = null;
        try {
          form.sent = await api.post(`/templates/${template.id}/test`, { customer: number() });
        } catch (error) {
          form.error = error;
        }
      };
      const ready = form.name.trim() && form.account && form.text.trim() && (isSMS ? form.code.trim() : form.subject.trim());
      return (
        <div class="templates-form">
          <div class="form">
            <TextField label={t('templates.name')} maxlength="80" disable={locked} {...model(form, 'name')} />
            <SelectField label={t('templates.account')} disable={locked} options={accounts.map((account) => ({ value: account.id, label: account.name, caption: tOr(`channels.kind.${account.kind}`, account.kind) }))} {...model(form, 'account')} />
            <div class="form-row">
              <div class="field"><span class="field-label">{t('templates.purpose')}</span><Segmented label={t('templates.purpose')} value={form.purpose} options={['marketing', 'transactional'].map((value) => ({ value, label: t(`templates.purpose.${value}`) }))} onPick={(value) => { if (!locked) form.purpose = value; }} /></div>
              <SelectField label={t('templates.quiet')} disable={locked} options={['defer', 'drop', ...(form.purpose === 'transactional' ? ['ignore'] : [])].map((value) => ({ value, label: t(`templates.quiet.${value}`) }))} {...model(form, 'quiet')} />
            </div>
            {!isSMS && <TextField label={t('templates.subject')} maxlength="200" disable={locked} {...model(form, 'subject')} />}
            <TextField label={t('templates.text')} hint={t('templates.textHint')} type="textarea" rows="6" disable={locked} {...model(form, 'text')} />
            {isSMS ? (
              <>
                <TextField label={t('templates.code')} hint={t('templates.codeHint')} maxlength="100" disable={locked} {...model(form, 'code')} />
                <div class="field"><span class="field-label">{t('templates.params')}</span><span class="field-hint">{t('templates.paramsHint')}</span>
                  {form.params.map((param, index) => (
                    <div key={index} class="row"><TextField aria-label={t('templates.paramName')} placeholder={t('templates.paramName')} disable={locked} {...model(param, 'name')} /><TextField class="grow" aria-label={t('templates.paramValue')} placeholder="{{ customer.name }}" disable={locked} {...model(param, 'value')} />
                      <Button small kind="quiet" icon="trash" hint={t('common.delete')} act={() => { form.params.splice(index, 1); }} /></div>
                  ))}
                  {!locked && <div><Button small icon="plus" label={t('templates.addParam')} act={() => { form.params.push({ name: '', value: '' }); }} /></div>}
                </div>
              </>
            ) : <TextField label={t('templates.html')} optional hint={t('templates.htmlHint')} type="textarea" rows="5" disable={locked} {...model(form, 'html')} />}
            {form.error && <ErrorNotice error={form.error} />}
            <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} />{!locked && <Button kind="primary" label={t('common.save')} disabled={!ready} act={save} />}</div>
          </div>
          <div class="stack tight templates-preview">
            <TextField label={t('templates.previewFor')} optional hint={t('templates.previewHint')} placeholder="1024" {...model(form, 'customer')} />
            {form.wrong ? <ErrorNotice error={form.wrong} /> : form.shown && (
              <>
                {form.shown.subject && <strong>{form.shown.subject}</strong>}
                <p class="templates-bubble">{form.shown.text}</p>
                {isSMS && <p class="muted small">{t('templates.segments', { n: form.shown.segments, length: [...form.shown.text].length })}</p>}
                {form.shown.params.map((param) => <p key={param.name} class="small"><code>{param.name}</code> = {param.value || <span class="muted">{t('templates.emptyValue')}</span>}</p>)}
                {form.shown.missing.length > 0 && <div class="notice warn"><span>{t('templates.missing', { names: form.shown.missing.join(', ') })}</span></div>}
              </>
            )}
            {template && can('messages.write') && <div class="row wrap"><Button small label={t('templates.test')} hint={t('templates.testHint')} disabled={!number()} act={test} />{form.sent && <span class="small">{t(`messages.state.${form.sent.state}`)} {form.sent.reason && <span class="muted">{tOr(`messages.reason.${form.sent.reason}`, form.sent.reason)}</span>}</span>}</div>}
          </div>
        </div>
      );
    },
  });
  Promise.resolve(done).finally(() => { stop(); clearTimeout(timer); });
  return done;
}
