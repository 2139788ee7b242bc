// Connect an ad account, or change one. Secrets are written, never shown.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { inLanguage } from 'console/lib/words.js';
import { model } from 'console/lib/model.js';
import { QToggle } from 'console/lib/quasar.js';
import { Button } from 'console/parts/Button.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog } from 'console/parts/dialogs.jsx';
import { originOptions } from '../origins/words.js';
import { platformLabel } from './words.jsx';

export const blankAccount = (platform) => ({
  platform: platform?.key ?? '', name: '', externalId: '', token: '', origin: null, active: true, sendIdentifiers: false, windowDays: 30, holdMinutes: 10, ratePerMinute: 600,
  settings: Object.fromEntries((platform?.fields ?? []).map((field) => [field.key, field.default ?? ''])),
});
export const accountValues = (account) => ({
  platform: account.platform, name: account.name, externalId: account.externalId ?? '', token: '', origin: account.origin ?? null, active: account.active, sendIdentifiers: account.sendIdentifiers,
  windowDays: account.windowDays, holdMinutes: account.holdMinutes, ratePerMinute: account.ratePerMinute, settings: { ...account.settings },
});
export const accountBody = (form) => ({
  platform: form.platform, name: form.name.trim(), externalId: form.externalId.trim(), token: form.token.trim() || undefined, origin: form.origin, active: form.active, sendIdentifiers: form.sendIdentifiers,
  windowDays: Number(form.windowDays), holdMinutes: Number(form.holdMinutes), ratePerMinute: Number(form.ratePerMinute),
  settings: Object.fromEntries(Object.entries(form.settings).filter(([, value]) => value !== null && value !== undefined).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value])),
});

/** The fields; account: when it exists already (its token need not be typed again). */
export const AccountFields = ({ form, platform, origins, account, disabled }) => {
  const settings = (platform?.fields ?? []).filter((field) => !['token', 'externalId'].includes(field.key)); // these two have fields of their own
  const token = platform?.fields?.find((field) => field.key === 'token');
  const hasSecretSetting = settings.some((field) => field.secret);
  return (
    <>
      <div class="form-row">
        <TextField label={t('feedback.name')} hint={t('feedback.nameHint')} maxlength="80" disable={disabled} {...model(form, 'name')} />
        <TextField label={t('feedback.externalId')} hint={t('feedback.externalIdHint')} maxlength="60" disable={disabled} {...model(form, 'externalId')} />
      </div>
      {(token || !hasSecretSetting) && <TextField type="password" autocomplete="new-password" label={inLanguage(token?.label) || t('feedback.token')} optional={token ? !token.required : true} disable={disabled}
        hint={account?.hasToken ? t('feedback.tokenKept') : inLanguage(token?.hint) || t('feedback.tokenHint')} {...model(form, 'token')} />}
      {settings.length > 0 && <div class="form-row">{settings.map((field) => (
        <TextField key={field.key} type={field.secret ? 'password' : 'text'} autocomplete={field.secret ? 'new-password' : 'off'} label={inLanguage(field.label) || field.key} optional={!field.required} disable={disabled}
          hint={field.secret && account ? t('feedback.secretKept') : inLanguage(field.hint)} {...model(form.settings, field.key)} />
      ))}</div>}
      <SelectField label={t('common.origin')} optional searchable clearable hint={t('feedback.originHint')} options={originOptions(origins)} disable={disabled} modelValue={form.origin} onUpdate:modelValue={(value) => { form.origin = value ?? null; }} />
      <div class="feedback-numbers">
        <TextField type="number" min="1" max="90" suffix={t('quality.days')} label={t('feedback.window')} hint={t('feedback.windowHint')} disable={disabled} {...model(form, 'windowDays')} />
        <TextField type="number" min="0" max="1440" suffix={t('feedback.minutes')} label={t('feedback.hold')} hint={t('feedback.holdHint')} disable={disabled} {...model(form, 'holdMinutes')} />
        <TextField type="number" min="1" max="6000" suffix={t('feedback.perMinute')} label={t('feedback.rate')} hint={t('feedback.rateHint')} disable={disabled} {...model(form, 'ratePerMinute')} />
      </div>
      <div><QToggle dense disable={disabled} label={t('feedback.identifiers')} {...model(form, 'sendIdentifiers')} /><p class="muted small">{t(form.sendIdentifiers ? 'feedback.identifiers.on' : 'feedback.identifiers.off')}</p></div>
      <QToggle dense disable={disabled} label={t(form.active ? 'feedback.active' : 'feedback.paused')} {...model(form, 'active')} />
    </>
  );
};
AccountFields.props = ['form', 'platform', 'origins', 'account', 'disabled'];

/** Resolves with the account or false. */
export function connectAccount(platforms, origins) {
  const form = reactive({ ...blankAccount(platforms[0]), error: null });
  return showDialog({
    title: t('feedback.connect'),
    width: 640,
    body: ({ close }) => {
      const platform = platforms.find((each) => each.key === form.platform);
      const pick = (next) => Object.assign(form, blankAccount(next), { name: form.name, origin: form.origin });
      const save = async () => {
        form.error = null;
        try {
          close(await api.post('/media/accounts', accountBody(form)));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (form.name.trim()) save(); }}>
          <div class="feedback-platforms" role="radiogroup" aria-label={t('origins.platform')}>{platforms.map((each) => (
            <button key={each.key} type="button" role="radio" aria-checked={String(each.key === form.platform)} class={['lpages-start', each.key === form.platform && 'on']} onClick={() => pick(each)}>
              <span class="lpages-start-icon"><Icon name="megaphone" size={19} /></span><span><strong>{platformLabel(platforms, each.key)}</strong><span class="muted small">{t(each.dedupes ? 'feedback.dedupes' : 'feedback.noDedupe')}</span></span>
            </button>
          ))}</div>
          <AccountFields form={form} platform={platform} origins={origins} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('feedback.connect')} disabled={!form.name.trim()} act={save} /></div>
        </form>
      );
    },
  });
}
