// The activity of the house: events, new and active customers by channel and source, against the last period.
import { computed, defineComponent, toRef } from 'vue';
import { api } from 'console/api.js';
import { Link, go, isAvailable, useQuery } from 'console/router.jsx';
import { can, mayChange } from 'console/session.js';
import { displayName, t } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { intervalsFor, resolveRange } from 'console/lib/range.js';
import { dateTime, money, number, percent, short, shortMoney, timeZone } from 'console/lib/format.js';
import { originName } from 'console/lib/names.js';
import { largest, openIntervals } from 'console/lib/series.js';
import { Chart } from 'console/parts/Chart.jsx';
import { Segmented } from 'console/parts/Fields.jsx';
import { NodeChip } from 'console/parts/NodeChip.jsx';
import { PlainTable } from 'console/parts/PlainTable.jsx';
import { StatCard, StatCards } from 'console/parts/StatCard.jsx';
import { Async, Empty, Skeleton } from 'console/parts/States.jsx';
import { Button } from 'console/parts/Button.jsx';
import { isChannel } from 'console/theme/charts.js';
import { Why } from 'console/parts/Why.jsx';

/** range: as text, see lib/range.js */
export const Activity = defineComponent({
  name: 'OverviewActivity',
  props: ['range'],
  setup(props) {
    const range = toRef(props, 'range');
    const wished = useQuery('interval', '');
    const node = useQuery('node', '');
    const eventsBy = useQuery('events', 'channel');
    const interval = computed(() => {
      const { all, preferred } = intervalsFor(range.value);
      return all.includes(wished.value) ? wished.value : preferred;
    });

    const overview = useLoad(
      async (signal) => ({ interval: interval.value, ...await api.get('/overview', { ...resolveRange(range.value), interval: interval.value, node: node.value, timeZone: timeZone() }, { signal }) }),
      () => [range.value, interval.value, node.value, timeZone()]);
    const sources = useLoad(async (signal) => (can('sources.read') ? (await api.get('/sources', null, { signal })).items : []));
    usePolling(() => overview.reload(), 60);

    const prepare = (data, shown) => {
      if (!data) return null;
      const incomplete = overview.data.incomplete ?? openIntervals(data.intervals, overview.data.interval, overview.data.asOf);
      return { ...(shown ? largest(data, shown) : data), incomplete };
    };
    const sourceLabels = computed(() => new Map((sources.data ?? []).map((source) => [source.id, source.name])));
    const charts = computed(() => {
      const series = overview.data?.series;
      if (!series) return {};
      const bySource = series.bySource && {
        ...series.bySource, series: series.bySource.series.map((each) => ({ ...each, label: each.label ?? sourceLabels.value.get(each.key) })),
      };
      return {
        events: prepare(eventsBy.value === 'source' ? bySource : series.events, 7),
        newCustomers: prepare({ ...series.newCustomers, series: series.newCustomers.series.map((each) => ({ ...each, label: each.key === 'newCustomers' ? t('overview.newCustomers') : undefined })) }, 7),
        activeCustomers: prepare(series.activeCustomers),
      };
    });

    const canAnalyse = () => isAvailable('trend') && can('analyse.read');
    const isFresh = () => overview.data && overview.data.current.events === 0 && overview.data.previous.events === 0;

    const cards = ({ current, previous }) => {
      const card = (key, format, exact, to) => (
        <StatCard key={key} label={t(`overview.${key}`)} explain={t(`overview.${key}.meaning`)} value={current[key]} previous={previous?.[key]} format={format} exact={exact} to={to} />
      );
      return (
        <StatCards>
          {card('netRevenueFen', shortMoney, money, isAvailable('orders') ? '/orders' : undefined)}
          {card('gmvFen', shortMoney, money, isAvailable('orders') ? '/orders' : undefined)}
          {card('orders', short, number, isAvailable('orders') ? '/orders' : undefined)}
          {card('newCustomers', short, number, isAvailable('customers') ? '/customers?sort=firstSeen' : undefined)}
          {card('customers', short, number, isAvailable('customers') ? '/customers' : undefined)}
          {card('events', short, number, canAnalyse() ? '/analyse/trend' : undefined)}
        </StatCards>
      );
    };

    const chart = (key, kind, extra = {}) => (
      <Chart title={t(`overview.chart.${key}`)} explain={t(`overview.chart.${key}.meaning`)} data={charts.value[key]} interval={overview.data?.interval} kind={kind}
        asOf={overview.data?.asOf} loading={overview.loading} height={260} {...extra}
        onPick={isAvailable('customers') && key !== 'events' ? ({ key: channel }) => go('/customers', { query: isChannel(channel) ? { channel } : {} }) : undefined}>
        {extra.head && { head: extra.head }}
      </Chart>
    );

    const topEvents = ({ topEvents: items }) => (
      <section class="card">
        <header><h3>{t('overview.topEvents')}</h3><span class="grow" />{canAnalyse() && <Link to="/analyse/trend" class="small">{t('overview.analyse')}</Link>}</header>
        {items.length === 0 ? <Empty icon="chart" title={t('chart.empty')} /> : (
          <PlainTable label={t('overview.topEvents')} head={[{ label: t('common.event') }, ...['common.times', 'common.customers', 'overview.perCustomer'].map((key) => ({ label: t(key), right: true }))]}
            rows={items.map((item) => ({
              key: item.name, cells: [
                <div class="overview-name">{canAnalyse() ? <Link to="/analyse/trend" query={{ event: item.name, range: range.value }}>{displayName(item)}</Link> : displayName(item)}</div>,
                number(item.events), number(item.customers), item.customers ? number(Math.round(10 * item.events / item.customers) / 10) : t('common.unavailable'),
              ],
            }))} />
        )}
      </section>
    );

    const topOrigins = ({ topOrigins: items }) => (
      <section class="card">
        <header><h3>{t('overview.topOrigins')}</h3><Why title={t('overview.topOrigins')} text={t('overview.topOrigins.meaning')} /></header>
        {items.length === 0 ? <Empty icon="flag" title={t('overview.noOrigins')} why={t('overview.noOrigins.why')} /> : (
          <PlainTable label={t('overview.topOrigins')} head={[{ label: t('common.origin') }, ...['common.customers', 'common.orders', 'overview.orderRate', 'overview.revenue'].map((key) => ({ label: t(key), right: true }))]}
            rows={items.map((item) => ({
              key: item.origin, class: item.customers < 30 && 'muted', cells: [
                <div class="overview-name">{item.origin === '$none' ? t('overview.noOrigin') : originName(item.origin)}{item.customers < 30 && <span class="small"> · {t('overview.small')}</span>}</div>,
                number(item.customers), number(item.orders), item.customers ? percent(item.orders / item.customers) : t('common.unavailable'),
                <span title={money(item.revenueFen)}>{shortMoney(item.revenueFen)}</span>,
              ],
            }))} />
        )}
      </section>
    );

    return () => (
      <div class="stack">
        {isFresh() && (
          <div class="card"><Empty icon="plug" title={t(mayChange('sources.write') || can('imports.write') ? 'overview.fresh' : 'overview.fresh.none')} why={t(mayChange('sources.write') || can('imports.write') ? 'overview.fresh.why' : 'overview.fresh.mine')}>
            {!mayChange('sources.write') && isAvailable('leads') && can('leads.read') && <Button kind="primary" icon="target" label={t('nav.leads')} act={() => { go('/leads'); }} />}
            {isAvailable('sources') && mayChange('sources.write') && <Button kind="primary" icon="plug" label={t('overview.fresh.act')} act={() => { go('/sources'); }} />}
            {isAvailable('imports') && can('imports.write') && <Button icon="upload" label={t('nav.imports')} act={() => { go('/imports'); }} />}
          </Empty></div>
        )}
        <Async state={overview} kind="cards" count={6}>{(data) => !isFresh() && (
          <div class="stack">
            {cards(data)}
            <div class="row wrap between">
              <span class="muted small">{t('overview.against', { range: previousText(range.value) })}</span>
              <span class="grow" /><NodeChip value={node.value} onPick={(value) => { node.value = value; }} />
              <Segmented small value={interval.value} label={t('common.interval')} options={intervalsFor(range.value).all.map((value) => ({ value, label: t(`interval.${value}`) }))} onPick={(value) => { wished.value = value; }} />
            </div>
            {chart('events', 'stack', { head: () => <Segmented small value={eventsBy.value} label={t('common.breakdown')} options={['channel', 'source'].map((value) => ({ value, label: t(`overview.by.${value}`) }))} onPick={(value) => { eventsBy.value = value; }} /> })}
            <div class="grid-2">{chart('newCustomers', 'stack')}{chart('activeCustomers', 'line')}</div>
            <div class="grid-2">{topEvents(data)}{topOrigins(data)}</div>
            <p class="muted small">{t('common.asOf', { time: dateTime(data.asOf, { seconds: true }) })}</p>
          </div>
        )}</Async>
        {overview.loading && !overview.data && <div class="card"><Skeleton kind="chart" /></div>}
      </div>
    );
  },
});

/** The period before: as many days, right before. */
function previousText(range) {
  const { from, to } = resolveRange(range);
  const day = 86_400_000;
  const [a, b] = [Date.parse(from), Date.parse(to)];
  const text = (time) => new Date(time).toISOString().slice(0, 10);
  return `${text(a - (b - a) - day)} – ${text(a - day)}`;
}
