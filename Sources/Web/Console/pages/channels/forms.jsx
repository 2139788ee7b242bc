// Make or change a channel account, test it, and set quiet hours and caps.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t, tOr } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog, toast, toastError } from 'console/parts/dialogs.jsx';

/** Resolves with the account or false. */
export function accountForm(kinds, account) {
  const form = reactive({ kind: account?.kind ?? kinds[0]?.kind ?? '', name: account?.name ?? '', perMinute: String(account?.perMinute ?? 0), values: { ...(account?.settings ?? {}) }, error: null });
  return showDialog({
    title: account ? t('channels.edit', { name: account.name }) : t('channels.new'),
    width: 600,
    body: ({ close }) => {
      const fields = kinds.find((kind) => kind.kind === form.kind)?.fields ?? [];
      const isKept = (field) => field.secret && account?.secrets?.includes(field.name);
      const save = async () => {
        form.error = null;
        const values = Object.fromEntries(fields.map((field) => [field.name, (form.values[field.name] ?? '').trim()]).filter(([name, value]) => value || (account && name in account.settings)));
        const body = { name: form.name.trim(), perMinute: Number(form.perMinute) || 0, values };
        try {
          close(account ? await api.patch(`/channels/${account.id}`, body) : await api.post('/channels', { ...body, kind: form.kind }));
          toast(t('common.saved'));
        } catch (error) {
          form.error = error;
        }
      };
      const ready = form.name.trim() && fields.every((field) => field.optional || isKept(field) || (form.values[field.name] ?? '').trim());
      return (
        <div class="form">
          {!account && <SelectField label={t('channels.kind')} options={kinds.map((kind) => ({ value: kind.kind, label: tOr(`channels.kind.${kind.kind}`, kind.kind), caption: tOr(`channels.medium.${kind.medium}`, kind.medium) }))} {...model(form, 'kind')} />}
          <TextField label={t('channels.name')} hint={t('channels.nameHint')} autofocus maxlength="80" {...model(form, 'name')} />
          {fields.map((field) => (
            <TextField key={field.name} label={tOr(`channels.field.${field.name}`, field.name)} optional={field.optional || undefined} type={field.secret ? 'password' : 'text'} autocomplete="off"
              placeholder={isKept(field) ? t('channels.secretKept') : field.standard} hint={field.secret ? t('channels.secretHint') : undefined} {...model(form.values, field.name)} />
          ))}
          <TextField label={t('channels.limit')} hint={t('channels.limitHint')} type="number" min="0" {...model(form, 'perMinute')} />
          {account?.hook && <div class="stack tight"><span class="small">{t('channels.hook')}</span><span class="row"><code class="ellipsis" style="min-width:0">{account.hook}</code><Copy text={account.hook} /></span><span class="muted small">{t('channels.hookHint')}</span></div>}
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} disabled={!ready} act={save} /></div>
        </div>
      );
    },
  });
}

/** Sends one real test; resolves with true when something was tried. */
export function testForm(account) {
  const needsReceiver = account.medium === 'sms' || account.medium === 'email';
  const form = reactive({ receiver: '', code: '', text: t('channels.testText'), error: null, answer: null });
  return showDialog({
    title: t('channels.testTitle', { name: account.name }),
    width: 520,
    body: ({ close }) => {
      const send = async () => {
        form.error = form.answer = null;
        try {
          form.answer = await api.post(`/channels/${account.id}/test`, { receiver: form.receiver.trim(), code: form.code.trim(), text: form.text });
        } catch (error) {
          form.error = error;
        }
      };
      const tone = { accepted: 'good', rejected: 'bad', later: 'warn', unknown: 'warn' };
      return (
        <div class="form">
          <p class="soft small">{t(`channels.testHint.${account.medium}`)}</p>
          {needsReceiver && <TextField label={t(account.medium === 'sms' ? 'channels.testPhone' : 'channels.testMail')} autofocus {...model(form, 'receiver')} />}
          {account.medium === 'sms' ? <TextField label={t('templates.code')} hint={t('templates.codeHint')} {...model(form, 'code')} /> : <TextField label={t('templates.text')} type="textarea" rows="3" {...model(form, 'text')} />}
          {form.error && <ErrorNotice error={form.error} />}
          {form.answer && <div class={['notice', tone[form.answer.result]]}><span class="grow">{t(`channels.result.${form.answer.result}`)}{(form.answer.code || form.answer.text) && <div class="small"><code>{form.answer.code}</code> {form.answer.text}</div>}</span></div>}
          <div class="row end"><Button label={t('common.close')} act={() => { close(Boolean(form.answer)); }} /><Button kind="primary" label={t('channels.send')} disabled={needsReceiver && !form.receiver.trim()} act={send} /></div>
        </div>
      );
    },
  });
}

const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minutes = (text) => { const [hour, minute] = text.split(':').map(Number); return hour * 60 + minute; };

/** Quiet hours and caps. */
export async function policyForm() {
  let policy;
  try {
    policy = await api.get('/message-policy');
  } catch (error) {
    return toastError(error);
  }
  const form = reactive({ quietStart: clock(policy.quietStart), quietEnd: clock(policy.quietEnd), perDay: String(policy.perDay), smsPerDay: String(policy.smsPerDay), deferHours: String(policy.deferHours), error: null });
  return showDialog({
    title: t('channels.policy'),
    width: 520,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          close(await api.put('/message-policy', { quietStart: minutes(form.quietStart), quietEnd: minutes(form.quietEnd), perDay: Number(form.perDay), smsPerDay: Number(form.smsPerDay), deferHours: Number(form.deferHours) }));
          toast(t('common.saved'));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <div class="form">
          <div class="form-row"><TextField label={t('channels.quietStart')} type="time" {...model(form, 'quietStart')} /><TextField label={t('channels.quietEnd')} type="time" {...model(form, 'quietEnd')} /></div>
          <p class="muted small">{t('channels.quietHint')}</p>
          <div class="form-row"><TextField label={t('channels.perDay')} type="number" min="0" {...model(form, 'perDay')} /><TextField label={t('channels.smsPerDay')} type="number" min="0" {...model(form, 'smsPerDay')} /></div>
          <TextField label={t('channels.deferHours')} hint={t('channels.deferHint')} type="number" min="1" max="72" {...model(form, 'deferHours')} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} act={save} /></div>
        </div>
      );
    },
  });
}
