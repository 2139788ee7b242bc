// 投放消耗: what ads cost by day, from files of the platforms; every change is kept.
import { computed, defineComponent, onMounted } from 'vue';
import { api } from 'console/api.js';
import { Link, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { can, mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePages } from 'console/lib/load.js';
import { resolveRange } from 'console/lib/range.js';
import { dateTime, money, number, percent, short, shortMoney } from 'console/lib/format.js';
import { actorName } from 'console/lib/people.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Chart } from 'console/parts/Chart.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { PlainTable } from 'console/parts/PlainTable.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { StatCard, StatCards } from 'console/parts/StatCard.jsx';
import { Async, Empty, Failed } from 'console/parts/States.jsx';
import { TimeRange } from 'console/parts/TimeRange.jsx';
import { Unknown } from 'console/parts/Figure.jsx';
import { askMargin, platformName } from 'console/parts/media.jsx';
import { toast } from 'console/parts/dialogs.jsx';
import { originOptions, platforms } from '../origins/words.js';
import { importSpend } from './ImportSpend.jsx';
import { MOST, spendSeries } from './daily.js';

const fields = ['costFen', 'impressions', 'clicks', 'conversions', 'deepConversions', 'validLeads', 'orderAmountFen'];

export default defineComponent({
  name: 'SpendPage',
  setup() {
    const range = useQuery('range', '30d');
    const platform = useQuery('platform', '');
    const origin = useQuery('origin', '');
    const open = useQuery('open', '', { replace: false });
    const wish = useQuery('new', '');
    const query = () => ({ ...resolveRange(range.value), platform: platform.value, origin: origin.value });
    const list = usePages((part, signal) => api.get('/media/spend', { ...query(), ...part }, { signal }), query);
    const origins = useLoad(async (signal) => (can('touchpoints.read') ? (await api.get('/origins', null, { signal })).items : []));
    const current = computed(() => list.items.find((row) => String(row.id) === open.value));
    const revisions = useLoad(async (signal) => (open.value ? (await api.get(`/media/spend/${open.value}/revisions`, null, { signal })).items : []), () => open.value);
    const totals = computed(() => list.first.data?.totals);
    // The picture needs every row of the period; the list gives them a page at a time.
    const whole = useLoad(async (signal) => {
      const asked = query();
      const rows = [];
      let after;
      do {
        const page = await api.get('/media/spend', { ...asked, limit: 500, after }, { signal });
        if (page.totals?.rows > MOST) return null;
        rows.push(...page.items);
        after = page.next ?? undefined;
      } while (after);
      return rows;
    }, query);
    const picture = computed(() => whole.data && spendSeries(whole.data, range.value));

    const bring = async () => {
      const answer = await importSpend();
      if (!answer) return;
      await Promise.all([list.first.reload(), whole.reload()]);
      toast(t('spend.done', { added: number(answer.added), changed: number(answer.changed) }));
    };
    onMounted(() => { if (wish.value && mayChange('media.write')) { wish.value = ''; bring(); } });
    const maybe = (value, format) => (value === null || value === undefined ? <Unknown reason={t('spend.notInFile')} /> : <span class="num">{format(value)}</span>);
    const columns = () => [
      { key: 'date', label: t('spend.column.date'), main: true, render: (row) => <span class="num nowrap">{row.date}{row.accounting === 'conv_time' && <span class="muted small"> · {t('spend.convTime')}</span>}</span> },
      { key: 'platform', label: t('origins.platform'), render: (row) => <span class="nowrap">{platformName(row.platform)}<span class="muted small"> {row.account}</span></span> },
      { key: 'campaign', label: t('spend.column.campaign'), render: (row) => <span class="ellipsis spend-campaign" title={row.campaign}>{row.campaignName || row.campaign}</span> },
      { key: 'origin', label: t('common.origin'), render: (row) => (row.origin ? (isAvailable('origins') ? <Link to="/origins" query={{ open: row.origin }}>{row.originName ?? row.origin}</Link> : row.originName) : <span class="warn small">{t('spend.noOrigin')}</span>) },
      { key: 'costFen', label: t('spend.cost'), align: 'right', render: (row) => money(row.costFen) },
      { key: 'impressions', label: t('spend.column.impressions'), align: 'right', phone: false, render: (row) => maybe(row.impressions, number) },
      { key: 'clicks', label: t('spend.column.clicks'), align: 'right', render: (row) => maybe(row.clicks, number) },
      { key: 'cpc', label: t('spend.cpc'), align: 'right', phone: false, render: (row) => (row.clicks > 0 ? <span class="num">{money(row.costFen / row.clicks)}</span> : <span class="muted">—</span>) },
      { key: 'conversions', label: t('spend.column.conversions'), align: 'right', phone: false, render: (row) => maybe(row.conversions, number) },
      { key: 'revision', label: t('spend.revision'), align: 'right', phone: false, render: (row) => (row.revision > 1 ? <span class="num">{t('spend.revised', { n: row.revision - 1 })}</span> : '') },
    ];
    const button = (kind) => <Button kind={kind} icon="upload" label={t('spend.import')} act={() => { bring(); }} />;

    const cards = () => totals.value && totals.value.rows > 0 && (
      <StatCards>{() => [
        <StatCard label={t('spend.cost')} explain={t('spend.cost.means')} value={totals.value.costFen} format={shortMoney} exact={money} />,
        <StatCard label={t('spend.column.impressions')} value={totals.value.impressions} format={short} exact={number} />,
        <StatCard label={t('spend.column.clicks')} value={totals.value.clicks} format={short} exact={number} note={totals.value.impressions > 0 ? t('spend.ctr', { rate: percent(totals.value.clicks / totals.value.impressions), n: number(totals.value.impressions) }) : undefined} />,
        <StatCard label={t('spend.cpc')} explain={t('spend.cpc.means')} value={totals.value.clicks > 0 ? totals.value.costFen / totals.value.clicks : null} format={money} exact={money} />,
      ]}</StatCards>
    );
    const drawer = () => (
      <SideDrawer open={Boolean(current.value)} title={current.value && (current.value.campaignName || current.value.campaign || platformName(current.value.platform))} subtitle={current.value && `${current.value.date} · ${platformName(current.value.platform)} ${current.value.account}`} close={() => setQuery({ open: undefined })}>
        {() => current.value && [
          <dl class="facts">{fields.map((field) => [<dt>{t(`spend.field.${field}`)}</dt>, <dd class="num">{maybe(current.value[field], /Fen$/.test(field) ? money : number)}</dd>])}
            <dt>{t('spend.accounting')}</dt><dd>{t(`spend.accounting.${current.value.accounting ?? 'click_time'}`)}</dd>
            <dt>{t('spend.updated')}</dt><dd class="num">{dateTime(current.value.updatedAt)}</dd></dl>,
          <section><h3>{t('spend.revisions')}</h3>
            <Async state={revisions} kind="rows" count={3}>{(items) => (items.length === 0 ? <p class="muted">{t('spend.noRevisions')}</p> : (
              <PlainTable head={[{ label: t('spend.until') }, { label: t('audit.actor') }, ...['spend.cost', 'spend.column.clicks', 'spend.column.conversions'].map((key) => ({ label: t(key), right: true }))]}
                rows={items.map((item) => ({ cells: [<span class="num nowrap">{dateTime(item.at)}</span>, actorName(item.actor), money(item.values?.costFen), maybe(item.values?.clicks, number), maybe(item.values?.conversions, number)] }))} />
            ))}</Async></section>,
        ]}
      </SideDrawer>
    );
    return () => (
      <Page title={t('nav.spend')} purpose={t('spend.purpose')} changes="media.write">{{
        actions: () => [
          mayChange('media.write') && <Button kind="quiet" icon="sliders" label={t('quality.settings')} act={() => { askMargin(); }} />,
          mayChange('media.write') && button('primary'),
        ],
        filters: () => [
          <TimeRange value={range.value} onPick={(value) => { range.value = value; }} />,
          <FilterChip label={t('origins.platform')} value={platform.value} options={platforms.map((value) => ({ value, label: platformName(value) }))} onPick={(value) => { platform.value = value; }} />,
          <FilterChip label={t('common.origin')} value={origin.value} options={originOptions(origins.data).map((each) => ({ ...each, value: String(each.value) }))} onPick={(value) => { origin.value = value; }} />,
        ],
        default: () => (
          <div class="stack">
            {cards()}
            {picture.value && <Chart title={t('spend.chart')} explain={t('spend.chart.means')} data={picture.value} interval={picture.value.interval} kind="stack" height={220} format={(value, axis) => (axis ? shortMoney(value) : money(value))} loading={whole.loading} />}
            {list.first.error && !list.first.data ? <Failed error={list.first.error} retry={list.first.reload} />
              : <DataTable label={t('nav.spend')} columns={columns()} rows={list.items} loading={list.first.loading} rowKey={(row) => row.id} active={current.value?.id}
                open={(row) => setQuery({ open: String(row.id) }, { replace: false })} hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}>{{
                  empty: () => <Empty icon="upload" title={t('spend.empty')} why={t('spend.empty.why')}>{mayChange('media.write') && button('primary')}</Empty>,
                }}</DataTable>}
            {drawer()}
          </div>
        ),
      }}</Page>
    );
  },
});
