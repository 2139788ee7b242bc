// 概览: the owner's page. What was spent, what it became, what it brought in, against the last period; what needs a look today.
import { defineComponent } from 'vue';
import { api } from 'console/api.js';
import { Link, isAvailable, useQuery } from 'console/router.jsx';
import { can, seesAll, session } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { checkWords } from 'console/lib/words.js';
import { Page } from 'console/parts/Page.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Tabs } from 'console/parts/Fields.jsx';
import { TimeRange } from 'console/parts/TimeRange.jsx';
import { Activity } from './Activity.jsx';
import { Results } from './Results.jsx';

export default defineComponent({
  name: 'OverviewPage',
  setup() {
    const range = useQuery('range', '30d');
    const tab = useQuery('tab', 'results');
    const health = useLoad(async (signal) => (can('health.read') ? api.get('/health', null, { signal }) : null));
    usePolling(() => health.reload(), 60);
    // Figures per spend are of the whole brand: who sees a part of it gets the other page alone.
    const isWhole = seesAll;
    const alarms = () => (health.data?.checks ?? []).filter((check) => check.status !== 'ok');

    return () => (
      <Page title={t('nav.overview')} purpose={t('overview.purpose')}>{{
        actions: () => <TimeRange value={range.value} onPick={(value) => { range.value = value; }} />,
        default: () => (
          <div class="stack">
            {alarms().map((check) => (
              <div key={check.name} class={['notice', check.status === 'down' ? 'bad' : 'warn']} role="status">
                <Icon name="warning" /><div class="grow"><strong>{checkWords(check).name}</strong> {checkWords(check).todo} <span class="small soft">{checkWords(check).detail}</span></div>
                {isAvailable('ledger') && can('sources.read') && <Link to="/ledger">{t('health.more')}</Link>}
              </div>
            ))}
            {isWhole() && <Tabs value={tab.value} options={['results', 'activity'].map((value) => ({ value, label: t(`overview.tab.${value}`) }))} onPick={(value) => { tab.value = value; }} />}
            {tab.value === 'activity' || !isWhole() ? <Activity range={range.value} /> : <Results range={range.value} />}
            {session.deployment?.demo && <p class="muted small">{t('shell.demoMeaning')}</p>}
          </div>
        ),
      }}</Page>
    );
  },
});
