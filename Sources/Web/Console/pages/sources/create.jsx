// "New source": what sends, a name, a channel; the first key is made at once.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { channelName } from 'console/parts/Status.jsx';
import { Button } from 'console/parts/Button.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog } from 'console/parts/dialogs.jsx';

export const kinds = ['browser', 'native', 'segment', 'posthog', 'sensors', 'mixpanel', 'import'];
export const channels = ['web', 'h5', 'app', 'mini_program', 'wecom', 'official_account', 'douyin', 'store', 'shop', 'sms', 'email', 'server', 'other'];
const usual = { browser: 'web', native: 'server', segment: 'server', posthog: 'web', sensors: 'app', mixpanel: 'app', import: 'other' };

/** Resolves with { source, key? } or false. */
export function createSource() {
  const form = reactive({ kind: 'browser', name: '', channel: 'web', origins: '', error: null });
  const pick = (kind) => {
    if (form.channel === usual[form.kind]) form.channel = usual[kind];
    form.kind = kind;
  };
  return showDialog({
    title: t('sources.new'),
    width: 620,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          const source = await api.post('/sources', { name: form.name.trim(), channel: form.channel, kind: form.kind });
          let key;
          if (form.kind !== 'import') {
            const isBrowser = form.kind === 'browser';
            key = await api.post(`/sources/${source.id}/keys`, { kind: isBrowser ? 'browser' : 'server', origins: isBrowser ? originList(form.origins) : undefined });
          }
          close({ source, key });
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <div class="form">
          <div class="field">
            <span class="field-label">{t('sources.what')}</span>
            <div class="source-kinds" role="radiogroup">{kinds.map((kind) => (
              <button key={kind} type="button" role="radio" aria-checked={String(form.kind === kind)} class={['source-kind', form.kind === kind && 'on']} onClick={() => pick(kind)}>
                <strong>{t(`sources.kind.${kind}`)}</strong><span class="muted small">{t(`sources.kind.${kind}.for`)}</span>
              </button>
            ))}</div>
          </div>
          <div class="form-row">
            <TextField label={t('sources.name')} hint={t('sources.nameHint')} autofocus maxlength="80" {...model(form, 'name')} />
            <SelectField label={t('common.channel')} hint={t('sources.channelHint')} options={channels.map((value) => ({ value, label: channelName(value) }))} {...model(form, 'channel')} />
          </div>
          {form.kind === 'browser' && <TextField label={t('sources.origins')} hint={t('sources.originsHint')} placeholder="https://www.example.com" {...model(form, 'origins')} />}
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} />
            <Button kind="primary" label={t('sources.create')} disabled={!form.name.trim() || (form.kind === 'browser' && originList(form.origins).length === 0)} act={save} /></div>
        </div>
      );
    },
  });
}

/** "a.com, https://b.com" → ["https://a.com", "https://b.com"]: web origins without a path. */
export function originList(text) {
  return (text ?? '').split(/[\s,，、;；]+/).filter(Boolean).map((part) => {
    try {
      return new URL(/^https?:\/\//.test(part) ? part : `https://${part}`).origin;
    } catch {
      return null;
    }
  }).filter(Boolean);
}
