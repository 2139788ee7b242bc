// First run: the first administrator, the deployment's time zone, then the first source.
import { defineComponent, reactive, ref } from 'vue';
import { api } from 'console/api.js';
import { go, route } from 'console/router.jsx';
import { refreshSession, session } from 'console/session.js';
import { locale, t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { useDraft } from 'console/lib/draft.js';
import { Bare } from 'console/shell/Bare.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Empty, ErrorNotice } from 'console/parts/States.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { zoneName, zones } from 'console/parts/TimeRange.jsx';

export default defineComponent({
  name: 'SetupPage',
  setup() {
    const draft = useDraft('setup', { name: '', email: '', timeZone: 'Asia/Shanghai' });
    const form = draft.form;
    const secret = reactive({ token: route.query.token ?? '', password: '', again: '' });
    const state = reactive({ error: null, busy: false, done: false });
    const touched = ref(false);
    const problems = () => ({
      email: /^\S+@\S+\.\S+$/.test(form.email) ? null : t('setup.emailRule'),
      password: secret.password.length >= 10 ? null : t('account.passwordRule'),
      again: secret.again === secret.password ? null : t('setup.differ'),
    });

    async function submit(event) {
      event.preventDefault();
      touched.value = true;
      if (Object.values(problems()).some(Boolean)) return;
      state.error = null;
      state.busy = true;
      try {
        await api.post('/setup', {
          token: secret.token.trim() || undefined, name: form.name.trim(), email: form.email.trim(), password: secret.password,
          timeZone: form.timeZone, locale: locale.value,
        }, { quiet: true });
        state.done = true;
        draft.clear();
        await refreshSession();
      } catch (error) {
        state.error = error;
      } finally {
        state.busy = false;
      }
    }

    return () => {
      if (state.done && session.account) {
        const step = (icon, title, text, path, label, kind) => (
          <li class="row top" style="gap:12px"><Icon name={icon} size={20} class="soft" /><div class="grow"><div class="strong">{title}</div><p class="soft small">{text}</p></div><Button small kind={kind} label={label} act={() => { go(path); }} /></li>
        );
        return (
          <Bare wide title={t('setup.doneTitle')} text={t('setup.doneText')}>
            <ul class="stack">
              {step('plug', t('setup.stepSource'), t('setup.stepSourceText'), '/sources', t('setup.start'), 'primary')}
              {step('pulse', t('setup.stepLive'), t('setup.stepLiveText'), '/live', t('setup.look'))}
              {step('people', t('setup.stepUsers'), t('setup.stepUsersText'), '/users', t('setup.invite'))}
            </ul>
            <Button block label={t('setup.toOverview')} act={() => { go('/'); }} />
          </Bare>
        );
      }
      if (!session.setupNeeded && !state.busy) {
        return <Bare title={t('setup.title')}><Empty icon="check" title={t('setup.already')} why={t('setup.alreadyText')}><Button kind="primary" label={t('login.submit')} act={() => { go('/login', { replace: true }); }} /></Empty></Bare>;
      }
      const wrong = touched.value ? problems() : {};
      return (
        <Bare wide title={t('setup.title')} text={t('setup.text')}>
          <form class="form" novalidate onSubmit={submit}>
            {state.error && <ErrorNotice error={state.error} />}
            {!route.query.token && <TextField label={t('setup.token')} hint={t('setup.tokenHint')} autofocus autocomplete="off" {...model(secret, 'token')} />}
            <div class="form-row">
              <TextField label={t('account.name')} autocomplete="name" {...model(form, 'name')} />
              <TextField label={t('account.email')} type="email" autocomplete="username" error={wrong.email} {...model(form, 'email')} />
            </div>
            <div class="form-row">
              <TextField label={t('account.password')} type="password" autocomplete="new-password" hint={t('account.passwordRule')} error={wrong.password} {...model(secret, 'password')} />
              <TextField label={t('setup.again')} type="password" autocomplete="new-password" error={wrong.again} {...model(secret, 'again')} />
            </div>
            <SelectField label={t('zone.title')} hint={t('setup.zoneHint')} searchable options={zones().map((zone) => ({ value: zone, label: zoneName(zone) }))} {...model(form, 'timeZone')} />
            <Button type="submit" kind="primary" block busy={state.busy} disabled={!form.name.trim() || !form.email || !secret.password} label={t('setup.submit')} />
          </form>
        </Bare>
      );
    };
  },
});
