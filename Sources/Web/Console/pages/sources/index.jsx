// 数据源: what delivers events, with which keys, and what to paste to connect one.
import { defineComponent, shallowReactive } from 'vue';
import { api } from 'console/api.js';
import { Link, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { can, mayChange, seesAll } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { ago, dateTime, number, percent } from 'console/lib/format.js';
import { sourceText } from 'console/lib/words.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Badge, Channel } from 'console/parts/Status.jsx';
import { Empty, Failed } from 'console/parts/States.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { Tabs } from 'console/parts/Fields.jsx';
import { createSource } from './create.jsx';
import { Connect } from './Connect.jsx';
import { Keys } from './Keys.jsx';
import { SourceSettings } from './SourceSettings.jsx';

export default defineComponent({
  name: 'SourcesPage',
  setup() {
    const list = useLoad(async (signal) => (await api.get('/sources', null, { signal })).items);
    usePolling(() => list.reload(), 15);
    const open = useQuery('open', '', { replace: false });
    const tab = useQuery('tab', 'connect');
    const fresh = shallowReactive(new Map()); // values of keys made on this page: shown once, never asked for again

    const current = () => list.data?.find((source) => String(source.id) === open.value);
    async function create() {
      const made = await createSource();
      if (!made) return;
      if (made.key) fresh.set(String(made.source.id), made.key);
      await list.reload();
      setQuery({ open: String(made.source.id), tab: undefined }, { replace: false });
    }

    const columns = () => [
      { key: 'name', label: t('sources.name'), sort: true, main: true, value: (source) => source.name, render: (source) => <span class="row"><strong class="ellipsis">{sourceText(source.name)}</strong>{source.status === 'paused' && <Badge tone="warn" label={t('sources.paused')} />}</span> },
      { key: 'channel', label: t('common.channel'), sort: true, render: (source) => <Channel name={source.channel} /> },
      { key: 'kind', label: t('sources.kind'), sort: true, render: (source) => t(`sources.kind.${source.kind}`) },
      ...(can('sources.write') ? [{ key: 'keys', label: t('sources.keys'), align: 'right', value: (source) => source.keys.filter((key) => !key.revokedAt).length, phone: false }] : []),
      { key: 'received24h', label: t('sources.received24h'), align: 'right', sort: true, render: (source) => number(source.received24h) },
      {
        key: 'rejected24h', label: t('sources.rejected24h'), align: 'right', sort: true,
        render: (source) => (source.rejected24h > 0
          ? <span class="bad">{number(source.rejected24h)} <span class="small">({percent(source.rejected24h / Math.max(1, source.received24h))})</span></span> : <span class="muted">0</span>),
      },
      { key: 'lastEventAt', label: t('sources.last'), sort: true, render: (source) => (source.lastEventAt ? <span>{ago(source.lastEventAt)}<QTooltip delay={300}>{dateTime(source.lastEventAt, { seconds: true })}</QTooltip></span> : <span class="muted">{t('sources.none')}</span>) },
    ];

    const drawer = () => {
      const source = current();
      return (
        <SideDrawer open={Boolean(source)} title={source && sourceText(source.name)} subtitle={source && t('sources.since', { time: dateTime(source.createdAt) })} width={620} close={() => setQuery({ open: undefined, tab: undefined })}>{{
          head: () => isAvailable('live') && seesAll() && <Link to="/live" query={{ source: source.id }} class="btn small quiet">{t('nav.live')}</Link>,
          default: () => source && (
            <>
              <Tabs value={tab.value} options={(can('sources.write') ? ['connect', 'keys', 'settings'] : ['connect', 'settings']).map((value) => ({ value, label: t(`sources.tab.${value}`) }))} onPick={(value) => { tab.value = value; }} />
              {tab.value === 'connect' && <Connect key={source.id} source={source} fresh={fresh.get(String(source.id))} makeKey={() => { tab.value = 'keys'; }} />}
              {tab.value === 'keys' && <Keys key={source.id} source={source} changed={list.reload} made={(key) => fresh.set(String(source.id), key)} />}
              {tab.value === 'settings' && <SourceSettings key={source.id} source={source} changed={list.reload} />}
            </>
          ),
        }}</SideDrawer>
      );
    };

    return () => (
      <Page title={t('nav.sources')} purpose={t('sources.purpose')} changes="sources.write">{{
        actions: () => mayChange('sources.write') && <Button kind="primary" icon="plus" label={t('sources.new')} act={() => { create(); }} />,
        default: () => (
          <>
            {list.error && !list.data
              ? <Failed error={list.error} retry={list.reload} />
              : <DataTable label={t('nav.sources')} columns={columns()} rows={list.data ?? []} loading={list.loading} rowKey={(source) => source.id} active={current()?.id}
                open={(source) => setQuery({ open: String(source.id), tab: undefined }, { replace: false })}>{{
                  empty: () => <Empty icon="plug" title={t('sources.empty')} why={t('sources.empty.why')}>{mayChange('sources.write') && <Button kind="primary" icon="plus" label={t('sources.new')} act={() => { create(); }} />}</Empty>,
                }}</DataTable>}
            {drawer()}
          </>
        ),
      }}</Page>
    );
  },
});
