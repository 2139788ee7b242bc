// What is on the screen: sign-in and set-up bare, everything else in the shell.
import { defineComponent, watchEffect } from 'vue';
import { PageView, go, route } from '../router.jsx';
import { home, mayOpen, refreshSession, session } from '../session.js';
import { t } from '../i18n/index.js';
import { DialogHost } from '../parts/dialogs.jsx';
import { Empty, Failed, Forbidden, Skeleton } from '../parts/States.jsx';
import { Button } from '../parts/Button.jsx';
import { Shell } from './Shell.jsx';

const PageSkeleton = () => (
  <main class="page"><span class="skeleton" style="width:160px;height:24px" /><span class="skeleton" style="width:320px;height:14px;margin:10px 0 24px" /><Skeleton kind="cards" count={4} /></main>
);

const Home = () => <Button kind="primary" label={t(home() === '/' ? 'error.home' : 'nav.leads')} act={() => { go(home()); }} />;

const Missing = () => (
  <main class="page" id="main" tabindex="-1"><h1 class="sr-only">{t('error.noPage')}</h1><Empty icon="search" title={t('error.noPage')} why={t('error.todo.noPage')}><Home /></Empty></main>
);

const PageFailed = ({ retry }) => (
  <main class="page" id="main" tabindex="-1"><h1 class="sr-only">{t('error.pageLoad')}</h1><Empty icon="refresh" title={t('error.pageLoad')} why={t('error.todo.pageLoad')}>
    <Button kind="primary" label={t('common.reload')} act={() => { location.reload(); }} /><Button label={t('common.retry')} act={() => { retry(); }} /></Empty></main>
);
PageFailed.props = ['error', 'retry'];

export const App = defineComponent({
  name: 'LianluConsole',
  setup() {
    // The address follows who we are: nobody → sign in (or set up); signed in → away from there.
    watchEffect(() => {
      if (!session.known || session.failure) return;
      const isBare = route.entry?.bare;
      const hasToken = Boolean(route.query.token);
      if (!session.account && session.setupNeeded && route.name !== 'setup' && !hasToken) go('/setup', { replace: true });
      else if (!session.account && !isBare) go('/login', { query: { next: route.path === '/' ? undefined : location.pathname + location.search }, replace: true });
      else if (session.account && isBare && !hasToken && route.name !== 'setup') go(safeNext(route.query.next), { replace: true });
    });
    const view = () => <PageView skeleton={PageSkeleton} failed={PageFailed} missing={Missing} />;
    return () => {
      if (!session.account && session.failure) return <Failed error={session.failure} retry={async () => { session.failure = null; await refreshSession().catch((error) => { session.failure = error; }); }} />;
      if (!session.known) return null;
      return (
        <>
          {route.entry?.bare ? view() : session.account && <Shell>{() => (mayOpen(route.entry) ? view() : <main class="page" id="main" tabindex="-1"><h1 class="sr-only">{t('error.forbidden')}</h1><Forbidden><Home /></Forbidden></main>)}</Shell>}
          <DialogHost />
        </>
      );
    };
  },
});

/** Only a path of our own may be the place to go on to. */
function safeNext(next) {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : home();
}
