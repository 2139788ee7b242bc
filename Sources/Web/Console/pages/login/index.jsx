// Sign in with e-mail and password, or by the one-time link that the command line prints.
import { defineComponent, onMounted, reactive } from 'vue';
import { go, route } from 'console/router.jsx';
import { home, session, signIn, signInWithToken } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { Bare } from 'console/shell/Bare.jsx';
import { Button } from 'console/parts/Button.jsx';
import { TextField } from 'console/parts/Fields.jsx';
import { errorWords } from 'console/parts/States.jsx';

export default defineComponent({
  name: 'LoginPage',
  setup() {
    const form = reactive({ email: '', password: '', error: null, byLink: Boolean(route.query.token), busy: false });

    onMounted(async () => {
      const { token } = route.query;
      if (!token) return;
      if (session.setupNeeded) return go('/setup', { query: { token }, replace: true });
      try {
        await signInWithToken(token);
        go(home(), { replace: true });
      } catch (error) {
        form.byLink = false;
        form.error = error;
        go('/login', { replace: true });
      }
    });

    async function submit(event) {
      event.preventDefault();
      form.error = null;
      form.busy = true;
      try {
        await signIn(form.email.trim(), form.password);
      } catch (error) {
        form.error = error;
      } finally {
        form.busy = false;
      }
    }
    const words = () => (form.error.status === 401
      ? (form.email ? t('login.wrong') : t('login.linkExpired'))
      : form.error.status === 429 ? t('login.tooMany') : `${errorWords(form.error).what} ${errorWords(form.error).todo}`);

    return () => (
      <Bare title={t('login.title')} text={form.byLink ? t('login.byLink') : t('login.text')}>
        {form.byLink ? <div class="slow-bar" role="status" /> : (
          <form class="form" novalidate onSubmit={submit}>
            {route.query.expired && !form.error && <div class="notice">{t('login.expired')}</div>}
            {form.error && <div class="notice bad" role="alert">{words()}</div>}
            <TextField label={t('account.email')} type="email" autocomplete="username" autofocus {...model(form, 'email')} />
            <TextField label={t('account.password')} type="password" autocomplete="current-password" {...model(form, 'password')} />
            <Button type="submit" kind="primary" block busy={form.busy} disabled={!form.email || !form.password} label={t('login.submit')} />
            <p class="muted small">{t('login.forgot')}</p>
          </form>
        )}
      </Bare>
    );
  },
});
