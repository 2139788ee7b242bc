// 转化回传: telling ad platforms which of their clicks became a form, a good lead, an order; and proving that the books close.
import { computed, defineComponent } from 'vue';
import { api } from 'console/api.js';
import { go, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { can, mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { number, percent } from 'console/lib/format.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Tabs } from 'console/parts/Fields.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, Empty, Failed } from 'console/parts/States.jsx';
import { Account } from './Account.jsx';
import { LedgerBar } from './LedgerBar.jsx';
import { Log } from './Log.jsx';
import { connectAccount } from './accountForm.jsx';
import { platformLabel } from './words.jsx';

export default defineComponent({
  name: 'FeedbackPage',
  setup() {
    const tab = useQuery('tab', 'accounts');
    const open = useQuery('open', '', { replace: false });
    const accounts = useLoad(async (signal) => (await api.get('/media/accounts', null, { signal })).items);
    const platforms = useLoad(async (signal) => (await api.get('/media/platforms', null, { signal })).items);
    const ledger = useLoad((signal) => api.get('/media/ledger', null, { signal }));
    const origins = useLoad(async (signal) => (can('touchpoints.read') ? (await api.get('/origins', null, { signal })).items : []));
    usePolling(() => { accounts.reload(); ledger.reload(); }, 20);
    const current = computed(() => accounts.data?.find((account) => String(account.id) === open.value));
    const changed = () => Promise.all([accounts.reload(), ledger.reload()]);
    const log = (part, account) => setQuery({ tab: 'log', state: part === 'ok' || part === 'suppressed' || part === 'rejected' || part === 'expired' || part === 'inFlight' ? part : undefined, account: account ? String(account) : undefined, open: undefined, part: undefined }, { replace: false });
    const connect = async () => {
      if (!platforms.data) await platforms.reload();
      const made = await connectAccount(platforms.data ?? [], origins.data ?? []);
      if (!made) return;
      await changed();
      setQuery({ open: String(made.id), part: undefined }, { replace: false });
    };
    const share = (account) => (account.ledger?.eligible ? percent(account.ledger.ok / account.ledger.eligible) : '');
    const columns = () => [
      { key: 'name', label: t('feedback.name'), main: true, sort: true, render: (account) => <span class="feedback-name"><strong class="ellipsis">{account.name}</strong><span class="muted small">{account.externalId}</span></span> },
      { key: 'platform', label: t('origins.platform'), sort: true, render: (account) => platformLabel(platforms.data, account.platform) },
      { key: 'state', label: t('common.status'), render: (account) => (account.problem ? <Badge tone="bad" dot label={t('feedback.problem')} /> : account.active ? <Badge tone="good" dot label={t('feedback.active')} /> : <Badge tone="warn" label={t('feedback.paused')} />) },
      { key: 'eligible', label: t('feedback.eligible'), align: 'right', sort: true, value: (account) => account.ledger?.eligible ?? 0, render: (account) => number(account.ledger?.eligible ?? 0) },
      { key: 'ok', label: t('feedback.part.ok'), align: 'right', sort: true, value: (account) => account.ledger?.ok ?? 0, render: (account) => <span class="num">{number(account.ledger?.ok ?? 0)} <span class="muted small">{share(account)}</span></span> },
      { key: 'rejected', label: t('feedback.part.rejected'), align: 'right', sort: true, value: (account) => account.ledger?.rejected ?? 0, render: (account) => <span class={account.ledger?.rejected > 0 ? 'bad' : 'muted'}>{number(account.ledger?.rejected ?? 0)}</span> },
      { key: 'mappingVersion', label: t('feedback.mapping'), align: 'right', phone: false, render: (account) => t('lpage.ver.name', { n: account.mappingVersion }) },
      { key: 'identifiers', label: t('feedback.carries'), phone: false, render: (account) => <span class="soft small">{t(account.sendIdentifiers ? 'feedback.carries.identifiers' : 'feedback.carries.click')}</span> },
    ];
    const connectButton = () => <Button kind="primary" icon="plus" label={t('feedback.connect')} act={() => { connect(); }} />;

    return () => (
      <Page title={t('nav.feedback')} purpose={t('feedback.purpose')} changes={tab.value === 'log' ? undefined : 'media.write'}>{{
        actions: () => mayChange('media.write') && connectButton(),
        default: () => (
          <div class="stack">
            {ledger.data && ledger.data.total?.eligible > 0 && <LedgerBar ledger={{ ...ledger.data.total, holds: ledger.data.holds }} pick={(part) => log(part)} />}
            <Tabs value={tab.value} options={['accounts', 'log'].map((value) => ({ value, label: t(`feedback.tabs.${value}`) }))} onPick={(value) => setQuery({ tab: value === 'accounts' ? undefined : value }, { replace: false })} />
            {tab.value === 'log'
              ? <Async state={platforms} kind="rows" count={6}>{(known) => <Log accounts={accounts.data ?? []} platforms={known} changed={changed} />}</Async>
              : accounts.error && !accounts.data ? <Failed error={accounts.error} retry={accounts.reload} />
                : <DataTable label={t('nav.feedback')} columns={columns()} rows={accounts.data ?? []} loading={accounts.loading && !accounts.data} rowKey={(account) => account.id} active={current.value?.id}
                  open={(account) => setQuery({ open: String(account.id), part: undefined }, { replace: false })}>{{
                    empty: () => <Empty icon="megaphone" title={t('feedback.empty')} why={t('feedback.empty.why')}>{mayChange('media.write') && connectButton()}{isAvailable('links') && <Button icon="link" label={t('nav.links')} act={() => { go('/links'); }} />}</Empty>,
                  }}</DataTable>}
            <SideDrawer open={Boolean(current.value)} title={current.value?.name} subtitle={current.value && `${platformLabel(platforms.data, current.value.platform)} ${current.value.externalId ?? ''}`} width={720} close={() => setQuery({ open: undefined, part: undefined })}>
              {() => current.value && <Account key={current.value.id} account={current.value} platform={platforms.data?.find((each) => each.key === current.value.platform)} origins={origins.data ?? []} changed={changed} log={(part) => log(part, current.value.id)} />}
            </SideDrawer>
          </div>
        ),
      }}</Page>
    );
  },
});
