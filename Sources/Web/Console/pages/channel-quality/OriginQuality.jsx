// One origin in full: every figure with its definition, its uncertainty, and how it went over the period.
import { computed, defineComponent } from 'vue';
import { api } from 'console/api.js';
import { Link, isAvailable } from 'console/router.jsx';
import { can } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { money, number, percent, shortMoney } from 'console/lib/format.js';
import { inLanguage } from 'console/lib/words.js';
import { Chart } from 'console/parts/Chart.jsx';
import { IntervalBar, Unknown } from 'console/parts/Figure.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Why } from 'console/parts/Why.jsx';
import { unavailableReason } from 'console/parts/media.jsx';

const DAY = 86_400_000;
const slices = (from, to) => {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const days = Math.round((end - start) / DAY) + 1;
  const step = Math.max(7, Math.ceil(days / 13 / 7) * 7);
  const found = [];
  for (let at = start; at <= end && found.length < 14; at += step * DAY) found.push({ from: new Date(at).toISOString().slice(0, 10), to: new Date(Math.min(end, at + (step - 1) * DAY)).toISOString().slice(0, 10) });
  return found;
};

/** row, report, question: what was asked; known: a ref that keeps the periods' answers for the other origins too. */
export const OriginQuality = defineComponent({
  name: 'OriginQuality',
  props: ['row', 'report', 'question', 'known'],
  setup(props) {
    const key = () => JSON.stringify(props.question);
    const trend = useLoad(async (signal) => {
      if (props.known.value?.key === key()) return props.known.value.periods;
      const periods = [];
      for (const slice of slices(props.question.from, props.question.to)) {
        const answer = await api.get('/quality/origins', { ...props.question, ...slice }, { signal });
        periods.push({ ...slice, items: answer.items });
      }
      props.known.value = { key: key(), periods };
      return periods;
    }, key);
    const chart = computed(() => {
      const periods = trend.data;
      if (!periods || periods.length < 2) return null;
      const read = (field) => periods.map((period) => period.items.find((row) => row.origin === props.row.origin)?.[field] ?? 0);
      return {
        intervals: periods.map((period) => `${period.from}T12:00:00Z`), incomplete: [],
        series: ['customers', 'leads', 'firstOrders'].map((field) => ({ key: field, label: t(`quality.column.${field}`), values: read(field) })),
      };
    });
    const definition = (field) => inLanguage(props.report.definitions?.[field]) || t(`quality.means.${field}`);
    const line = (field, shown) => <tr key={field}><td><span class="row" style="gap:3px">{t(`quality.column.${field}`)}<Why title={t(`quality.column.${field}`)} text={definition(field)} /></span></td><td class="right num">{shown}</td></tr>;
    const plain = (field, format) => {
      const value = props.row[field];
      return line(field, value === null || value === undefined ? <span class="row end"><Unknown reason={unavailableReason(props.row.unavailable?.[field])} />{props.row.unavailable?.[field] && <span class="muted small">{unavailableReason(props.row.unavailable[field])}</span>}</span> : <span title={/Fen$/.test(field) ? money(value) : undefined}>{format(value)}</span>);
    };
    const rates = () => {
      const shown = ['lead', 'valid', 'firstOrder', 'repurchase'].map((key) => [key, props.row.rates?.[key]]);
      const most = Math.max(0.01, ...shown.map(([, rate]) => rate?.high ?? 0)) * 1.05;
      return (
        <table class="plain quality-rates"><tbody>{shown.map(([key, rate]) => (
          <tr key={key}>
            <td><span class="row" style="gap:3px">{t(`quality.rate.${key}`)}<Why title={t(`quality.rate.${key}`)} text={definition(`rates.${key}`)} /></span></td>
            {rate ? <><td class="right num"><strong>{percent(rate.value)}</strong></td><td class="right num muted small">{number(rate.k)}/{number(rate.n)}</td><td style="width:36%"><IntervalBar low={rate.low} high={rate.high} value={rate.value} most={most} /><span class="muted small num">{percent(rate.low)} – {percent(rate.high)}</span></td></>
              : <td colspan="3"><Unknown reason={unavailableReason(props.row.unavailable?.[key])} /></td>}
          </tr>
        ))}</tbody></table>
      );
    };
    const twoDigits = (value) => number(Math.round(value * 100) / 100);
    return () => {
      const { row, report } = props;
      const each = row.revenuePerCustomer;
      return (
        <>
          {row.small && <div class="notice warn"><Icon name="info" /><span>{t('quality.small', { n: number(row.customers) })}</span></div>}
          {row.maturity !== null && row.maturity < 1 && <div class="notice"><Icon name="clock" /><span>{t('quality.maturity.means', { share: percent(row.maturity), days: report.windowDays })}</span></div>}
          <section><h3>{t('quality.rates')}</h3>{rates()}</section>
          <Chart title={t('quality.trend')} explain={t('quality.trend.means')} data={chart.value ?? (trend.data ? { intervals: [], series: [] } : null)} interval="week" kind="line" height={220} loading={trend.loading} error={trend.error} retry={trend.reload} empty={t('quality.trend.none')} />
          <section><h3>{t('quality.funnel')}</h3><table class="plain"><tbody>
            {plain('clicks', number)}{plain('customers', number)}{plain('leads', number)}{plain('validLeads', number)}{plain('friends', number)}{plain('firstOrders', number)}{plain('repurchases', number)}
          </tbody></table></section>
          <section><h3>{t('quality.money')}</h3><table class="plain"><tbody>
            {plain('netRevenueFen', shortMoney)}
            {each && line('revenuePerCustomer', <span>{t('quality.spread', { mean: money(each.meanFen), p50: money(each.p50Fen), p90: money(each.p90Fen) })}</span>)}
            {plain('costFen', shortMoney)}{plain('cplFen', money)}{plain('cpValidLeadFen', money)}{plain('cacFen', money)}{plain('roas', twoDigits)}{plain('roi', percent)}
          </tbody></table></section>
          <div class="row wrap">
            {row.origin && isAvailable('origins') && can('touchpoints.read') && <Link to="/origins" query={{ open: row.origin }} class="btn small"><Icon name="flag" size={16} />{t('nav.origins')}</Link>}
            {row.origin && isAvailable('spend') && <Link to="/spend" query={{ origin: row.origin }} class="btn small"><Icon name="card" size={16} />{t('nav.spend')}</Link>}
          </div>
        </>
      );
    };
  },
});
