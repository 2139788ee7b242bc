// A chart over time in a card: flips to its table, exports PNG and CSV, clicks through, hatches what is not over yet.
import { computed, defineComponent, nextTick, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue';
import { t } from '../i18n/index.js';
import { dateTime, intervalLabel, intervalTitle, number, percent, short } from '../lib/format.js';
import { appearance } from '../lib/prefs.js';
import { saveCSV, saveFile } from '../lib/download.js';
import { hatch, isChannel, palette } from '../theme/charts.js';
import { Button } from './Button.jsx';
import { Empty, Failed, Skeleton } from './States.jsx';
import { Why } from './Why.jsx';
import { channelName } from './Status.jsx';

const escape = (text) => String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The name of a series key: channels and the reserved keys have names in every language. */
export function seriesName(series) {
  if (series.label) return series.label;
  if (series.key === '$other') return t('chart.other');
  if (series.key === '$none') return t('chart.none');
  return isChannel(series.key) ? channelName(series.key) : String(series.key);
}

export function seriesColours(list) {
  const colours = palette();
  let next = 0;
  return list.map((series) => series.colour
    ?? (series.key === '$other' ? colours.other : series.key === '$none' ? colours.none
      : isChannel(series.key) && !series.label ? colours.channel(series.key) : colours.hues[next++ % colours.hues.length]));
}

/**
 * data: { intervals: [iso], series: [{ key, label?, colour?, values }], previous?: { series }, incomplete?: [index] }
 * interval: 'hour'|'day'|'week'|'month'; kind: 'line'|'bar'|'stack'|'area'; format(value): exact; loading, error, retry
 * title, explain (the definition), asOf, height, onPick({ key, interval, index }), empty (words), name (of exported files)
 * Slot head: controls in the card's head.
 */
export const Chart = defineComponent({
  name: 'ConsoleChart',
  props: ['data', 'interval', 'kind', 'format', 'title', 'explain', 'asOf', 'height', 'onPick', 'loading', 'error', 'retry', 'empty', 'name', 'asTable'],
  setup(props, { slots }) {
    const host = ref(null);
    const table = ref(Boolean(props.asTable));
    const engine = shallowRef(null);
    let chart = null;
    let observer = null;

    const exact = (value) => (props.format ?? number)(value);
    const isEmpty = computed(() => !props.data?.series?.length || props.data.series.every((series) => series.values.every((value) => !value)));

    async function draw() {
      if (table.value || isEmpty.value || !host.value) return drop();
      engine.value ??= (await import('vendor/echarts/index.js')).echarts;
      await nextTick();
      if (!host.value) return;
      if (chart && chart.getDom() !== host.value) drop();
      if (!chart) {
        chart = engine.value.init(host.value, null, { renderer: 'canvas' });
        observer = new ResizeObserver(() => chart?.resize());
        observer.observe(host.value);
        chart.on('click', (event) => {
          const series = props.data.series.find((each) => [`${each.key}|`, `${each.key}|open`].includes(event.seriesId));
          if (series) props.onPick?.({ key: series.key, interval: props.data.intervals[event.dataIndex], index: event.dataIndex });
        });
      }
      chart.setOption(chartOption(props, exact, host.value.clientWidth), true);
    }
    function drop() {
      observer?.disconnect();
      chart?.dispose();
      chart = observer = null;
    }
    onMounted(draw);
    onBeforeUnmount(drop);
    watch(() => [props.data, props.kind, props.interval, table.value, appearance.dark, t('common.never')], () => nextTick(draw), { deep: false });

    const fileName = () => (props.name ?? props.title ?? 'lianlu').replace(/[^\p{L}\p{N}]+/gu, '-');
    const savePNG = () => {
      if (chart) saveFile(`${fileName()}.png`, chart.getDataURL({ pixelRatio: 2, backgroundColor: palette().surface }));
    };
    const saveTable = () => saveCSV(fileName(), [
      [t(`interval.${props.interval ?? 'day'}`), ...props.data.series.map(seriesName)],
      ...props.data.intervals.map((at, index) => [intervalTitle(at, props.interval), ...props.data.series.map((series) => series.values[index] ?? '')]),
    ]);

    return () => (
      <section class={['card chart-card', props.loading && props.data && 'refreshing']}>
        <header>
          <h3 class="ellipsis">{props.title}</h3>
          {props.explain && <Why title={props.title} text={props.explain} />}
          <span class="grow" />
          {slots.head?.()}
          {props.data && !isEmpty.value && !props.error && <div class="chart-tools">
            <Button small kind="quiet" icon={table.value ? 'chart' : 'table'} hint={table.value ? t('chart.asChart') : t('chart.asTable')} act={() => { table.value = !table.value; }} />
            {!table.value && <Button small kind="quiet" icon="image" hint={t('chart.png')} act={savePNG} />}
            <Button small kind="quiet" icon="download" hint={t('chart.csv')} act={saveTable} />
          </div>}
        </header>
        {props.error ? <Failed error={props.error} retry={props.retry} />
          : !props.data ? <Skeleton kind="chart" />
            : isEmpty.value ? <Empty icon="chart" title={t('chart.empty')} why={props.empty} />
              : table.value ? <ChartTable data={props.data} interval={props.interval} format={exact} />
                : <div ref={host} class="chart-host" style={`height:${props.height ?? 280}px`} role="img" aria-label={props.title} />}
        {props.data && !props.error && (props.asOf || props.data.incomplete?.length > 0) && !isEmpty.value && (
          <footer class="chart-foot muted small">
            {props.data.incomplete?.length > 0 && <span class="row"><span class="hatch-mark" />{t('chart.incomplete')}</span>}
            {props.asOf && <span>{t('common.asOf', { time: dateTime(props.asOf, { seconds: true }) })}</span>}
          </footer>
        )}
      </section>
    );
  },
});

const ChartTable = ({ data, interval, format }) => {
  const totals = data.series.map((series) => series.values.reduce((sum, value) => sum + (value ?? 0), 0));
  return (
    <div class="chart-table">
      <table class="plain">
        <thead><tr><th>{t(`interval.${interval ?? 'day'}`)}</th>{data.series.map((series) => <th key={series.key} class="right">{seriesName(series)}</th>)}</tr></thead>
        <tbody>
          {data.intervals.map((at, index) => (
            <tr key={at}><td class="nowrap">{intervalTitle(at, interval)}{data.incomplete?.includes(index) && <span class="muted small"> · {t('chart.notOver')}</span>}</td>
              {data.series.map((series) => <td key={series.key} class="right">{format(series.values[index])}</td>)}</tr>
          ))}
          {!data.noTotals && <tr class="strong"><td>{t('chart.sum')}</td>{totals.map((total, at) => <td key={at} class="right">{format(total)}</td>)}</tr>}
        </tbody>
      </table>
    </div>
  );
};
ChartTable.props = ['data', 'interval', 'format'];

/** The ECharts option of a chart over time; pure but for the colours of now. */
function chartOption(props, exact, width) {
  const { data, interval } = props;
  const kind = props.kind ?? 'line';
  const colours = palette();
  const hues = seriesColours(data.series);
  const isStack = kind === 'stack' || kind === 'area';
  const isBar = kind === 'bar' || kind === 'stack';
  const labelled = !isBar && !isStack && data.series.length <= 4 && data.series.length > 1 && width > 520;
  const incomplete = new Set(data.incomplete ?? []);
  const firstOpen = incomplete.size ? Math.min(...incomplete) : data.intervals.length;

  const series = data.series.flatMap((each, at) => {
    const base = {
      id: `${each.key}|`, name: seriesName(each), color: hues[at], cursor: props.onPick ? 'pointer' : 'default',
      stack: isStack ? 'all' : undefined, emphasis: { focus: data.series.length > 1 ? 'series' : 'none' },
    };
    if (isBar) {
      return [{
        ...base, type: 'bar', barMaxWidth: 26, barCategoryGap: '32%',
        data: each.values.map((value, index) => incomplete.has(index)
          ? { value, itemStyle: { opacity: 0.55, decal: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: -Math.PI / 4, color: colours.surface } } } : value),
      }];
    }
    const line = {
      ...base, type: 'line', symbol: 'circle', symbolSize: 5, showSymbol: data.intervals.length < 3, lineStyle: { width: 2 },
      areaStyle: isStack ? { opacity: 0.28 } : data.series.length === 1 ? { opacity: 0.07 } : undefined,
      endLabel: labelled ? { show: true, formatter: '{a}', color: hues[at], fontSize: 12, distance: 6 } : undefined,
      labelLayout: labelled ? { moveOverlap: 'shiftY' } : undefined,
    };
    if (isStack || firstOpen >= data.intervals.length) return [{ ...line, data: each.values }];
    // the closed part as a line; from the last closed point on, dashes
    return [
      { ...line, endLabel: undefined, data: each.values.map((value, index) => (index < firstOpen ? value : null)) },
      {
        ...line, id: `${each.key}|open`, areaStyle: undefined, lineStyle: { width: 2, type: [3, 4], opacity: 0.75 }, symbol: 'emptyCircle',
        data: each.values.map((value, index) => (index >= firstOpen - 1 ? value : null)),
        silent: firstOpen === 0 ? false : undefined,
      },
    ];
  });

  for (const [at, each] of (data.previous?.series ?? []).entries()) {
    const mate = Math.max(0, data.series.findIndex((one) => one.key === each.key));
    series.push({
      id: `${each.key}|previous`, name: t('chart.previousOf', { name: seriesName({ ...each, label: data.series[mate]?.label ?? each.label }) }), type: 'line', symbol: 'none', silent: true, z: 1,
      color: hues[mate] ?? colours.other, lineStyle: { width: 1.5, type: 'dashed', opacity: 0.55 }, data: each.values.slice(0, data.intervals.length),
      stack: isStack ? 'previous' : undefined, tooltip: { show: at >= 0 },
    });
  }

  if (incomplete.size && series.length) {
    const last = Math.max(...incomplete);
    series[0].markArea = {
      silent: true, itemStyle: { color: hatch(colours.hatch) },
      data: [[{ xAxis: Math.max(0, firstOpen - (isBar ? 0 : 1)) }, { xAxis: last }]],
    };
  }

  return {
    animationDuration: 260, animationDurationUpdate: 200,
    textStyle: { fontFamily: colours.font, fontSize: 12 },
    grid: { left: 4, right: labelled ? 96 : 16, top: data.series.length > 1 && !labelled ? 40 : 16, bottom: 4, containLabel: true },
    legend: data.series.length > 1 && !labelled ? {
      type: 'scroll', top: 4, left: 4, right: 8, itemWidth: 10, itemHeight: 10, icon: 'roundRect', itemGap: 14,
      textStyle: { color: colours.text2, fontSize: 12 }, pageTextStyle: { color: colours.text3 }, pageIconColor: colours.text2, pageIconInactiveColor: colours.line,
      data: data.series.map(seriesName),
    } : undefined,
    tooltip: {
      trigger: 'axis', confine: true, backgroundColor: colours.surface, borderColor: colours.line, padding: [8, 12],
      textStyle: { color: colours.text, fontSize: 12.5, fontFamily: colours.font }, extraCssText: 'box-shadow:var(--pop);border-radius:8px',
      axisPointer: { type: isBar ? 'shadow' : 'line', lineStyle: { color: colours.text3, type: 'dashed' }, shadowStyle: { color: colours.hatch } },
      formatter: (points) => tooltipText(props, hues, points[0]?.dataIndex, exact),
    },
    xAxis: {
      type: 'category', boundaryGap: isBar, data: data.intervals.map((at) => intervalLabel(at, interval)),
      axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false }, axisLabel: { color: colours.text3, hideOverlap: true, fontSize: 11.5, margin: 10 },
    },
    yAxis: {
      type: 'value', minInterval: 1, splitNumber: 4, splitLine: { lineStyle: { color: colours.line, opacity: 0.8 } },
      axisLabel: { color: colours.text3, fontSize: 11.5, formatter: (value) => (props.format ? props.format(value, true) : short(value)) },
    },
    series,
  };
}

function tooltipText(props, hues, index, exact) {
  if (index === undefined) return '';
  const { data, interval } = props;
  const total = data.series.reduce((sum, each) => sum + (each.values[index] ?? 0), 0);
  const many = data.series.length > 1;
  const shares = props.kind === 'stack' || props.kind === 'area';
  const rows = data.series.map((each, at) => ({ each, colour: hues[at], value: each.values[index] }))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0)).slice(0, 14)
    .map(({ each, colour, value }) => {
      const before = data.previous?.series.find((one) => one.key === each.key)?.values[index];
      const beside = shares && many && total > 0 ? percent((value ?? 0) / total)
        : before > 0 ? `${value >= before ? '+' : '−'}${percent(Math.abs(value / before - 1))}` : '';
      return `<tr><td><span style="display:inline-block;width:9px;height:9px;border-radius:2px;margin-right:7px;background:${colour}"></span>${escape(seriesName(each))}</td>`
        + `<td class="right strong num">${escape(exact(value))}</td><td class="right muted num">${escape(beside)}</td></tr>`
        + (before === undefined ? '' : `<tr class="muted"><td style="padding-left:16px">${escape(t('chart.previous'))}</td><td class="right num">${escape(exact(before))}</td><td></td></tr>`);
    });
  const sum = shares && many ? `<tr class="strong"><td>${escape(t('chart.sum'))}</td><td class="right num">${escape(exact(total))}</td><td></td></tr>` : '';
  const open = data.incomplete?.includes(index) ? ` <span class="muted">· ${escape(t('chart.notOver'))}</span>` : '';
  return `<div class="chart-tip"><div class="strong">${escape(intervalTitle(data.intervals[index], interval))}${open}</div><table>${rows.join('')}${sum}</table></div>`;
}
