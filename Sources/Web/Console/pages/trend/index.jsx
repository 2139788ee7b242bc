// 事件分析: how often an event happened, or how many customers did it, over time.
import { computed, defineComponent } from 'vue';
import { api } from 'console/api.js';
import { go, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { can } from 'console/session.js';
import { displayName, t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { intervalsFor } from 'console/lib/range.js';
import { number, percent, timeZone } from 'console/lib/format.js';
import { openIntervals, sum } from 'console/lib/series.js';
import { propertyName } from 'console/lib/words.js';
import { saveCSV } from 'console/lib/download.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Chart, seriesColours, seriesName } from 'console/parts/Chart.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Segmented, SelectField } from 'console/parts/Fields.jsx';
import { Empty, Slow } from 'console/parts/States.jsx';
import { TimeRange } from 'console/parts/TimeRange.jsx';
import { QToggle } from 'console/lib/quasar.js';
import { FilterEditor } from './FilterEditor.jsx';
import { body, commonProperties, definition, filterText, readFilters, writeFilters } from './question.js';

export default defineComponent({
  name: 'TrendPage',
  setup() {
    const event = useQuery('event', '', { replace: false });
    const range = useQuery('range', '30d');
    const wished = useQuery('interval', '');
    const measure = useQuery('measure', 'count');
    const by = useQuery('by', '', { replace: false });
    const where = useQuery('where', '', { replace: false });
    const compare = useQuery('compare', '');
    const kind = useQuery('chart', '');

    const dictionary = useLoad(async (signal) => (await api.get('/dictionary/events', { limit: 500 }, { signal })).items);
    const properties = useLoad(async (signal) => (await api.get('/dictionary/properties', { event: event.value, limit: 500 }, { signal })).items, () => event.value);
    const sources = useLoad(async (signal) => (can('sources.read') ? (await api.get('/sources', null, { signal })).items : []));

    const question = computed(() => {
      const { all, preferred } = intervalsFor(range.value);
      return {
        event: event.value, range: range.value, interval: all.includes(wished.value) ? wished.value : preferred,
        measure: measure.value, by: by.value, filters: readFilters(where.value), compare: compare.value === '1',
      };
    });
    const types = computed(() => new Map((properties.data ?? []).map((property) => [property.name, property.type])));
    const result = useLoad(
      async (signal) => ({ question: question.value, ...await api.post('/analyse/trend', body(question.value, types.value), { signal }) }),
      () => [JSON.stringify(body(question.value, types.value)), timeZone()]);

    const propertyOptions = computed(() => [
      ...commonProperties.map((name) => ({ value: name, label: propertyName(name), caption: t('trend.common') })),
      ...(properties.data ?? []).filter((property) => !commonProperties.includes(property.name))
        .map((property) => ({ value: property.name, label: propertyName(property.name), samples: (property.samples ?? []).slice(0, 6).map(String), caption: (property.samples ?? []).slice(0, 3).map(String).join(', ') })),
    ]);
    const eventOptions = computed(() => [
      { value: '', label: t('trend.any') },
      ...(dictionary.data ?? []).filter((each) => !each.hidden || each.name === event.value)
        .map((each) => ({ value: each.name, label: displayName(each), caption: t('trend.in30d', { name: each.name, n: number(each.events30d) }) })),
    ]);
    const chartKind = computed(() => kind.value || (by.value && measure.value === 'count' ? 'stack' : 'line'));
    const data = computed(() => {
      const found = result.data;
      if (!found) return null;
      const label = (series) => {
        if (found.question.by) return found.question.by === '$channel' || series.key.startsWith('$') ? undefined : String(series.key);
        return found.question.event ? displayName((dictionary.data ?? []).find((each) => each.name === found.question.event) ?? { name: found.question.event }) : t('trend.any');
      };
      return {
        intervals: found.intervals, series: found.series.map((series) => ({ ...series, label: label(series) })), previous: found.previous,
        incomplete: found.incomplete ?? openIntervals(found.intervals, found.question.interval, found.asOf),
        noTotals: found.question.measure === 'customers',
      };
    });

    const setFilters = (filters) => { where.value = writeFilters(filters); };
    const drill = ({ key }) => {
      if (!by.value || key === '$other') return;
      const filter = key === '$none' ? { property: by.value, op: 'not_exists' } : { property: by.value, op: 'eq', value: key };
      setQuery({ where: writeFilters([...question.value.filters, filter]), by: undefined }, { replace: false });
    };

    const controls = () => (
      <section class="card trend-controls">
        <div class="trend-line">
          <SelectField label={t('common.event')} searchable options={eventOptions.value} modelValue={event.value} onUpdate:modelValue={(value) => { event.value = value ?? ''; }} class="trend-event" />
          <div class="field"><span class="field-label">{t('trend.measure')}</span><Segmented label={t('trend.measure')} value={measure.value} options={['count', 'customers'].map((value) => ({ value, label: t(`trend.measure.${value}`) }))} onPick={(value) => { measure.value = value; }} /></div>
          <SelectField label={t('common.breakdown')} searchable clearable placeholder={t('trend.noBreakdown')} options={propertyOptions.value} modelValue={by.value || null} onUpdate:modelValue={(value) => { by.value = value ?? ''; }} class="trend-by" />
        </div>
        <div class="row wrap">
          {question.value.filters.map((filter, at) => (
            <FilterChip key={at} label={t('trend.filter')} value="1" text={filterText(filter)} onPick={(value) => { if (value === '') setFilters(question.value.filters.filter((_, index) => index !== at)); }}>
              <FilterEditor filter={filter} properties={propertyOptions.value} types={types.value} sources={sources.data ?? []} done={(next) => setFilters(question.value.filters.map((each, index) => (index === at ? next : each)))} />
            </FilterChip>
          ))}
          <FilterChip key={`new${question.value.filters.length}`} label={t('trend.addFilter')} value="" text="">
            <FilterEditor properties={propertyOptions.value} types={types.value} sources={sources.data ?? []} done={(next) => setFilters([...question.value.filters, next])} />
          </FilterChip>
        </div>
      </section>
    );

    const table = () => {
      const { series, intervals, incomplete, previous } = data.value;
      const colours = seriesColours(series);
      const isCount = result.data.question.measure === 'count';
      const closed = (values) => values.filter((_, index) => !incomplete.includes(index));
      const rows = series.map((each, at) => {
        const whole = closed(each.values);
        const before = previous?.series.find((one) => one.key === each.key);
        return {
          key: each.key, name: seriesName(each), colour: colours[at], total: sum(each.values), mean: whole.length ? sum(whole) / whole.length : null,
          low: whole.length ? Math.min(...whole) : null, high: whole.length ? Math.max(...whole) : null, n: whole.length, before: before ? sum(before.values) : null,
        };
      });
      const all = sum(rows.map((row) => row.total));
      const columns = [
        { key: 'name', label: result.data.question.by ? propertyName(result.data.question.by) : t('common.event'), main: true, sort: true, render: (row) => <span class="row"><span class="channel-mark" style={`background:${row.colour}`} /><span class="ellipsis">{row.name}</span></span> },
        ...(isCount ? [{ key: 'total', label: t('trend.total'), align: 'right', sort: true, render: (row) => number(row.total) }] : []),
        ...(isCount && rows.length > 1 ? [{ key: 'share', label: t('trend.share'), align: 'right', render: (row) => percent(row.total / all) }] : []),
        { key: 'mean', label: t('trend.mean', { interval: t(`interval.${result.data.question.interval}`) }), align: 'right', sort: true, render: (row) => (row.mean === null ? '—' : number(Math.round(row.mean * 10) / 10)) },
        { key: 'spread', label: t('trend.spread'), align: 'right', render: (row) => (row.n ? `${number(row.low)} – ${number(row.high)}` : '—') },
        { key: 'n', label: t('trend.n'), align: 'right', render: (row) => number(row.n) },
        ...(previous && isCount ? [{ key: 'before', label: t('trend.change'), align: 'right', render: (row) => (row.before ? <span class={row.total >= row.before ? 'good' : 'bad'}>{row.total >= row.before ? '+' : '−'}{percent(Math.abs(row.total / row.before - 1))} <span class="muted small">{t('stat.previous', { value: number(row.before) })}</span></span> : <span class="muted">—</span>) }] : []),
      ];
      const save = () => saveCSV(t('nav.trend'), [[columns[0].label, ...intervals], ...series.map((each) => [seriesName(each), ...each.values])]);
      return (
        <div>
          <div class="row between" style="margin:4px 0 8px"><h2>{t('trend.table')}</h2><Button small kind="quiet" icon="download" label={t('chart.csv')} act={save} /></div>
          <DataTable label={t('trend.table')} columns={columns} rows={rows} rowKey={(row) => row.key} open={result.data.question.by ? drill : undefined} />
          <p class="muted small" style="margin-top:8px">{t('trend.closedOnly')}</p>
        </div>
      );
    };

    return () => (
      <Page title={t('nav.trend')} purpose={t('trend.purpose')}>{{
        actions: () => [<Copy text={location.href} label={t('trend.share.link')} />],
        default: () => (dictionary.data?.length === 0 && !event.value ? (
          <div class="card"><Empty icon="chart" title={t('overview.fresh')} why={t('overview.fresh.why')}>
            {isAvailable('sources') && can('sources.read') && <Button kind="primary" icon="plug" label={t('overview.fresh.act')} act={() => { go('/sources'); }} />}
            {isAvailable('imports') && can('imports.write') && <Button icon="upload" label={t('nav.imports')} act={() => { go('/imports'); }} />}
          </Empty></div>
        ) : (
          <div class="stack">
            {controls()}
            <div class="row wrap">
              <TimeRange value={range.value} onPick={(value) => { range.value = value; }} />
              <Segmented label={t('common.interval')} value={question.value.interval} options={intervalsFor(range.value).all.map((value) => ({ value, label: t(`interval.${value}`) }))} onPick={(value) => { wished.value = value; }} />
              <QToggle dense label={t('trend.compare')} modelValue={compare.value === '1'} onUpdate:modelValue={(on) => { compare.value = on ? '1' : ''; }} />
              <span class="grow" />
              <Segmented label={t('trend.chartKind')} value={chartKind.value} options={(measure.value === 'customers' && by.value ? ['line', 'bar'] : ['line', 'bar', 'stack', 'area']).map((value) => ({ value, label: t(`trend.chart.${value}`) }))} onPick={(value) => { kind.value = value; }} />
            </div>
            <Slow state={result} />
            <Chart title={result.data ? t(`trend.measure.${result.data.question.measure}`) : t('nav.trend')} data={data.value} interval={result.data?.question.interval} kind={chartKind.value}
              loading={result.loading} error={result.error} retry={result.reload} asOf={result.data?.asOf} height={340} name={`${t('nav.trend')}-${event.value || 'all'}`} empty={t('trend.empty.why')} onPick={by.value ? drill : undefined} />
            {result.data && !result.error && <p class="notice"><Icon name="info" /><span>{definition(result.data.question, dictionary.data ?? [])}</span></p>}
            {data.value?.series.length > 0 && !result.error && table()}
          </div>
        )),
      }}</Page>
    );
  },
});
