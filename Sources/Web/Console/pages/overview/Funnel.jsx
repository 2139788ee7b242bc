// The way from spend to the second order: each step with its number, the rate from the step before, and both against the last period.
import { t } from 'console/i18n/index.js';
import { money, number, percent, short, shortMoney } from 'console/lib/format.js';
import { inLanguage } from 'console/lib/words.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Icon } from 'console/parts/Icon.jsx';
import { SMALL, Unknown } from 'console/parts/Figure.jsx';
import { Why } from 'console/parts/Why.jsx';
import { unavailableReason } from 'console/parts/media.jsx';

const known = (value) => value !== null && value !== undefined;

const Change = ({ value, previous, format, good = 'up' }) => {
  if (!known(value) || !known(previous)) return <span class="muted">{t('stat.noPrevious')}</span>;
  if (!(previous > 0)) return <span class="muted">{t('stat.fromZero')}</span>;
  const change = value / previous - 1;
  const tone = Math.abs(change) < 0.0005 || good === 'none' ? 'muted' : (change > 0) === (good === 'up') ? 'good' : 'bad';
  return <span class={['row num', tone]} style="gap:2px">{Math.abs(change) >= 0.0005 && <Icon name={change > 0 ? 'arrowUp' : 'arrowDown'} size={13} />}{percent(Math.abs(change))}<span class="muted">&nbsp;{t('stat.previous', { value: format(previous) })}</span></span>;
};
Change.props = ['value', 'previous', 'format', 'good'];

/** A rate with its counts and the difference in points to the last period. */
const StepRate = ({ step }) => {
  if (!step.of) return null;
  const { rate, previousRate } = step;
  if (!rate) return <span class="muted small">{t('funnel.noRate')}</span>;
  const points = previousRate ? (rate.value - previousRate.value) * 100 : null;
  return (
    <span class={['funnel-rate', rate.n < SMALL && 'muted']}>
      <strong class="num">{percent(rate.value)}</strong>
      <span class="muted small num">{t('funnel.share', { k: number(rate.k), n: number(rate.n), of: t(`funnel.of.${step.of}`) })}</span>
      {points !== null && <span class={['small num', Math.abs(points) < 0.05 ? 'muted' : points > 0 ? 'good' : 'bad']}>{points >= 0 ? '+' : '−'}{t('funnel.points', { n: number(Math.round(Math.abs(points) * 10) / 10) })}</span>}
      <QTooltip delay={200}>
        <div>{t('funnel.rateOf', { step: t(`funnel.${step.key}`), of: t(`funnel.${step.of}`) })}</div>
        {step.of === 'customers' && <div>{t('funnel.customers.meaning')}</div>}
        <div>{t('figure.interval', { low: percent(rate.low), high: percent(rate.high) })}</div>
        {previousRate && <div>{t('funnel.before', { rate: percent(previousRate.value), k: number(previousRate.k), n: number(previousRate.n) })}</div>}
        {rate.n < SMALL && <div>{t('figure.small', { n: SMALL })}</div>}
      </QTooltip>
    </span>
  );
};
StepRate.props = ['step'];

/** New customers are what the rates are of: they are a step of their own, right before the first that is counted among them. */
function withCustomers(steps) {
  const at = steps.findIndex((step) => step.of === 'customers');
  if (at < 0) return steps;
  return [...steps.slice(0, at), { key: 'customers', value: steps[at].rate?.n ?? 0, previous: steps[at].previousRate?.n ?? 0 }, ...steps.slice(at)];
}

export const Funnel = ({ data }) => {
  const steps = withCustomers(data.steps ?? []);
  const counts = steps.filter((step) => step.key !== 'spend');
  const most = Math.max(1, ...counts.flatMap((step) => [step.value ?? 0, step.previous ?? 0]));
  // Counts differ by orders of magnitude: the square root keeps the last steps visible; the numbers are beside the bars.
  const width = (value) => `${Math.max(value > 0 ? 1.2 : 0, 100 * Math.sqrt((value ?? 0) / most))}%`;
  return (
    <section class="card funnel">
      <header><h3>{t('funnel.title')}</h3><Why title={t('funnel.title')} text={t('funnel.meaning')} /><span class="grow" />
        {data.incomplete && <span class="row muted small"><span class="hatch-mark" />{t('funnel.incomplete')}</span>}</header>
      <ol class="funnel-steps">{steps.map((step) => {
        const isMoney = step.key === 'spend';
        const format = isMoney ? shortMoney : short;
        const text = (['customers', 'leads'].includes(step.key) ? '' : inLanguage(data.definitions?.[step.key])) || t(`funnel.${step.key}.meaning`); // whose they are is said by the table's head there, by us here
        return (
          <li key={step.key} class={['funnel-step', isMoney && 'money']}>
            <div class="funnel-name"><span class="ellipsis">{t(`funnel.${step.key}`)}</span><Why title={t(`funnel.${step.key}`)} text={text} /></div>
            {known(step.value)
              ? (
                <div class="funnel-bar-place">
                  {!isMoney && <span class="funnel-bar"><span class="previous" style={`width:${width(step.previous)}`} /><span class={['now', (step.immature || data.incomplete) && 'open']} style={`width:${width(step.value)}`} /></span>}
                  <strong class="funnel-value num">{format(step.value)}<QTooltip delay={200}>{isMoney ? money(step.value) : number(step.value)}</QTooltip></strong>
                </div>
              )
              : <div class="funnel-bar-place"><span class="funnel-none">{t('common.unavailable')}{step.unavailable && <span class="small"> · {unavailableReason(step.unavailable)}</span>}</span></div>}
            <div class="funnel-change small">{known(step.value) ? <Change value={step.value} previous={step.previous} format={format} good={isMoney ? 'none' : 'up'} /> : <Unknown reason={unavailableReason(step.unavailable)} />}</div>
            <div class="funnel-rate-place"><StepRate step={step} />{step.immature && known(step.value) && <span class="muted small row"><span class="hatch-mark" />{t('overview.immature')}</span>}</div>
          </li>
        );
      })}</ol>
      <footer class="muted small funnel-foot"><span class="row"><span class="funnel-key now" />{t('funnel.now')}</span><span class="row"><span class="funnel-key previous" />{t('funnel.previous')}</span><span>{t('funnel.scale')}</span></footer>
    </section>
  );
};
Funnel.props = ['data'];
