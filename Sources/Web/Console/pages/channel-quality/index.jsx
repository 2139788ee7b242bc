// 渠道质量: what the customers of each origin became, in numbers that can be compared.
import { computed, defineComponent, ref } from 'vue';
import { api } from 'console/api.js';
import { setQuery, useQuery, isAvailable, go } from 'console/router.jsx';
import { mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { resolveRange } from 'console/lib/range.js';
import { dateTime, daysOf, money, number, percent, shortMoney, timeZone } from 'console/lib/format.js';
import { saveCSV } from 'console/lib/download.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Rate, Unknown } from 'console/parts/Figure.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { SearchBox, Segmented } from 'console/parts/Fields.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { Empty, Failed, Slow } from 'console/parts/States.jsx';
import { TimeRange } from 'console/parts/TimeRange.jsx';
import { TreeTable } from 'console/parts/TreeTable.jsx';
import { askMargin, platformName, unavailableReason } from 'console/parts/media.jsx';
import { OriginQuality } from './OriginQuality.jsx';

const idOf = (row) => row.origin ?? 0;
const windows = ['30', '60', '90', '180'];

export default defineComponent({
  name: 'ChannelQualityPage',
  setup() {
    const range = useQuery('range', '90d');
    const windowDays = useQuery('window', '');
    const q = useQuery('q', '');
    const platform = useQuery('platform', '');
    const view = useQuery('view', 'flat');
    const sortBy = useQuery('sort', '-netRevenueFen');
    const open = useQuery('open', '', { replace: false });
    const trend = ref(null);
    const question = () => ({ ...resolveRange(range.value), window: windowDays.value, timeZone: timeZone() });
    const report = useLoad((signal) => api.get('/quality/origins', question(), { signal }), question);
    const items = computed(() => report.data?.items ?? []);
    const current = computed(() => items.value.find((row) => String(idOf(row)) === open.value));
    const kids = computed(() => new Set(items.value.map((row) => row.parent).filter((parent) => parent !== null && parent !== undefined)));
    const pathOf = (row) => {
      const names = [];
      for (let up = items.value.find((each) => each.origin === row.parent && each.origin !== null); up; up = items.value.find((each) => each.origin === up.parent && each.origin !== null)) names.unshift(up.name);
      return names.join(' / ');
    };
    const fits = (row) => (!platform.value || row.platform === platform.value) && (!q.value || `${row.name} ${row.code}`.toLowerCase().includes(q.value.toLowerCase()));

    const reason = (row, field) => unavailableReason(row.unavailable?.[field]);
    const value = (row, field, format) => {
      const found = row[field];
      return found === null || found === undefined ? <Unknown reason={reason(row, field)} /> : <span class={['num', row.small && 'muted']} title={/Fen$/.test(field) ? money(found) : undefined}>{format(found)}</span>;
    };
    const rate = (row, key) => {
      const found = row.rates?.[key];
      return found ? <Rate value={found.value} part={found.k} n={found.n} means={t(`quality.means.rates.${key}`)} interval={[found.low, found.high]} immature={row.maturity !== null && row.maturity < 0.5} /> : <Unknown reason={reason(row, key) ?? reason(row, 'rates')} />;
    };
    const nameOf = (row) => row.name || t('overview.noOrigin');
    /** Money with a bar under it: revenue and cost on one scale, so that one sees which origin brings in more than it costs. */
    const most = computed(() => Math.max(1, ...items.value.flatMap((row) => [row.netRevenueFen ?? 0, row.costFen ?? 0])));
    const moneyBar = (row, field) => (row[field] === null || row[field] === undefined ? value(row, field, shortMoney) : (
      <span class="quality-money">{value(row, field, shortMoney)}<span class={['quality-bar', field]} aria-hidden="true"><span style={`width:${100 * Math.max(0, row[field]) / most.value}%`} /></span></span>));
    const maturity = (row) => (row.maturity === null || row.maturity === undefined ? <span class="muted">—</span> : (
      <span class="quality-maturity"><span class="bars-track"><span class={row.maturity < 1 ? 'open' : ''} style={`width:${Math.max(2, row.maturity * 100)}%`} /></span><span class="num small muted">{percent(row.maturity).replace(/\.0%/, '%')}</span>
        <QTooltip delay={200}>{t('quality.maturity.means', { share: percent(row.maturity), days: report.data.windowDays })}</QTooltip></span>));
    const columns = () => [
      { key: 'name', label: t('common.origin'), main: true, sort: true, value: nameOf, render: (row) => (
        <span class={['quality-name', row.small && 'muted']}><strong class="ellipsis">{nameOf(row)}</strong>
          {view.value === 'flat' ? <span class="muted small ellipsis">{[pathOf(row), kids.value.has(row.origin) && t('quality.withBelow'), row.platform && platformName(row.platform), row.small && t('overview.small')].filter(Boolean).join(' · ')}</span> : row.small && <span class="muted small">{t('overview.small')}</span>}</span>) },
      { key: 'customers', label: t('quality.customers'), align: 'right', sort: true, render: (row) => value(row, 'customers', number) },
      { key: 'lead', label: t('quality.leadRate'), align: 'right', sort: true, value: (row) => row.rates?.lead?.value, render: (row) => rate(row, 'lead') },
      { key: 'valid', label: t('quality.validRate'), align: 'right', sort: true, value: (row) => row.rates?.valid?.value, render: (row) => rate(row, 'valid') },
      { key: 'firstOrder', label: t('quality.firstOrderRate'), align: 'right', sort: true, value: (row) => row.rates?.firstOrder?.value, render: (row) => rate(row, 'firstOrder') },
      { key: 'repurchase', label: t('quality.repurchaseRate'), align: 'right', sort: true, value: (row) => row.rates?.repurchase?.value, render: (row) => rate(row, 'repurchase') },
      { key: 'netRevenueFen', label: t('quality.netRevenue'), align: 'right', sort: true, render: (row) => moneyBar(row, 'netRevenueFen') },
      { key: 'costFen', label: t('quality.cost'), align: 'right', sort: true, render: (row) => moneyBar(row, 'costFen') },
      { key: 'cacFen', label: t('quality.cac'), align: 'right', sort: true, render: (row) => value(row, 'cacFen', shortMoney) },
      { key: 'roi', label: t('quality.roi'), align: 'right', sort: true, render: (row) => value(row, 'roi', percent) },
      { key: 'maturity', label: t('quality.maturity'), align: 'right', sort: true, render: maturity, phone: false },
    ];
    const sort = computed(() => ({ key: sortBy.value.replace('-', ''), descending: sortBy.value.startsWith('-') }));
    const sorted = computed(() => {
      const column = columns().find((each) => each.key === sort.value.key);
      const read = column?.value ?? ((row) => row[sort.value.key]);
      return items.value.filter(fits).sort((a, b) => {
        const [x, y] = [read(a), read(b)];
        if (x === null || x === undefined) return y === null || y === undefined ? 0 : 1;
        if (y === null || y === undefined) return -1;
        return (typeof x === 'string' ? x.localeCompare(y) : x - y) * (sort.value.descending ? -1 : 1);
      });
    });
    const tree = computed(() => items.value.filter((row) => row.origin !== null || row.customers > 0).map((row) => ({ ...row, id: idOf(row) })));
    const save = () => {
      const fields = ['clicks', 'customers', 'leads', 'validLeads', 'friends', 'firstOrders', 'repurchases', 'netRevenueFen', 'costFen', 'cplFen', 'cpValidLeadFen', 'cacFen', 'roas', 'roi', 'maturity'];
      const write = (row, field) => { const found = row[field]; return found === null || found === undefined ? t('common.unavailable') : /Fen$/.test(field) ? found / 100 : found; };
      saveCSV(t('nav.channelQuality'), [[t('common.origin'), t('origins.code'), ...fields.map((field) => t(`quality.column.${field}`))], ...sorted.value.map((row) => [[pathOf(row), nameOf(row)].filter(Boolean).join(' / '), row.code ?? '', ...fields.map((field) => write(row, field))])]);
    };
    const setMargin = async () => { if (await askMargin()) report.reload(); };
    const platforms = computed(() => [...new Set(items.value.map((row) => row.platform).filter(Boolean))]);
    const show = (row) => setQuery({ open: String(idOf(row)) }, { replace: false });
    const total = (data) => data.total && (
      <dl class="quality-total card">
        {[['customers', number], ['leads', number], ['firstOrders', number], ['repurchases', number], ['netRevenueFen', shortMoney], ['costFen', shortMoney], ['cacFen', shortMoney], ['roas', (x) => number(Math.round(x * 100) / 100)], ['roi', percent]].map(([field, format]) => (
          <div key={field}><dt>{t(`quality.column.${field}`)}</dt><dd class="num">{value({ ...data.total, small: false }, field, format)}</dd></div>
        ))}
      </dl>
    );
    const empty = () => (
      <Empty icon="flag" title={t('quality.empty')} why={t('quality.empty.why')}>
        {isAvailable('origins') && <Button kind="primary" icon="flag" label={t('nav.origins')} act={() => { go('/origins'); }} />}
        {isAvailable('links') && <Button icon="link" label={t('nav.links')} act={() => { go('/links'); }} />}
      </Empty>
    );

    return () => (
      <Page title={t('nav.channelQuality')} purpose={t('quality.purpose')}>{{
        actions: () => [
          mayChange('media.write') && <Button kind="quiet" icon="sliders" label={t('quality.settings')} act={() => { setMargin(); }} />,
          <Button kind="quiet" icon="download" hint={t('quality.save')} disabled={!items.value.length} act={save} />,
          <TimeRange value={range.value} onPick={(next) => { range.value = next; }} />,
        ],
        filters: () => [
          <SearchBox placeholder={t('quality.search')} wait={0} modelValue={q.value} onUpdate:modelValue={(next) => { q.value = next; }} />,
          platforms.value.length > 0 && <FilterChip label={t('origins.platform')} value={platform.value} options={platforms.value.map((key) => ({ value: key, label: platformName(key) }))} onPick={(next) => { platform.value = next; }} />,
          <FilterChip label={t('quality.window')} value={windowDays.value} options={windows.map((days) => ({ value: days, label: t('quality.windowDays', { n: days }) }))} onPick={(next) => { windowDays.value = next; }} />,
          <Segmented label={t('quality.view')} value={view.value} options={['flat', 'tree'].map((each) => ({ value: each, label: t(`quality.view.${each}`) }))} onPick={(next) => { view.value = next; }} />,
        ],
        default: () => (
          <div class="stack">
            <Slow state={report} />
            {report.error && !report.data ? <Failed error={report.error} retry={report.reload} /> : (
              <>
                {report.data && items.value.length > 0 && total(report.data)}
                <div class="quality-table">{view.value === 'tree'
                  ? <TreeTable label={t('nav.channelQuality')} columns={columns()} rows={tree.value} keep={q.value || platform.value ? fits : undefined} loading={report.loading} active={current.value && idOf(current.value)} open={show}>{{ empty }}</TreeTable>
                  : <DataTable label={t('nav.channelQuality')} columns={columns()} rows={sorted.value} loading={report.loading} rowKey={idOf} active={current.value && idOf(current.value)} open={show}
                    sort={sort.value} onSort={(next) => { sortBy.value = next ? `${next.descending ? '-' : ''}${next.key}` : '-netRevenueFen'; }}>{{
                      empty: () => (items.value.length ? <Empty icon="search" title={t('common.nothingFound')}><Button label={t('customers.clearFilters')} act={() => { setQuery({ q: undefined, platform: undefined }); }} /></Empty> : empty()),
                    }}</DataTable>}</div>
                {report.data && items.value.length > 0 && <div class="muted small stack tight">
                  <p class="row top"><Icon name="info" size={15} /><span>{t('quality.definition', { from: daysOf(report.data.from, report.data.to)[0], to: daysOf(report.data.from, report.data.to)[1], days: report.data.windowDays })} {t('quality.ratesAre')}</span></p>
                  <p>{t('common.asOf', { time: dateTime(report.data.asOf, { seconds: true }) })} · {t('quality.legend')}</p>
                </div>}
              </>
            )}
            <SideDrawer open={Boolean(current.value)} title={current.value && nameOf(current.value)} subtitle={current.value && pathOf(current.value)} width={600} close={() => setQuery({ open: undefined })}>
              {() => current.value && <OriginQuality key={idOf(current.value)} row={current.value} report={report.data} question={question()} known={trend} />}
            </SideDrawer>
          </div>
        ),
      }}</Page>
    );
  },
});
