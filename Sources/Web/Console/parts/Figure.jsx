// Numbers in tables: a rate with its denominator, a value a platform does not tell, a small n in grey, a trend in a line.
import { QTooltip } from '../lib/quasar.js';
import { t } from '../i18n/index.js';
import { number, percent } from '../lib/format.js';

/** Under this many, a rate says little: it is shown in grey. */
export const SMALL = 30;

/** "不可得" with the reason on hover. */
export const Unknown = ({ reason }) => (
  <span class="unknown muted" tabindex={reason ? 0 : undefined}>{t('common.unavailable')}{reason && <QTooltip delay={150}>{reason}</QTooltip>}</span>
);
Unknown.props = ['reason'];

/** value: 0…1 or null; part and n: the numbers behind it; means: of what it is, in words; interval: [low, high]; reason: why there is none. */
export const Rate = ({ value, part, n, means, interval, reason, immature }) => {
  if (value === null || value === undefined) return <Unknown reason={reason} />;
  const small = n !== undefined && n !== null && n < SMALL;
  return (
    <span class={['rate', small && 'small-n', immature && 'immature']}>
      <span class="num">{percent(value)}</span>
      {n !== undefined && n !== null && <span class="rate-n num">{part !== undefined && part !== null ? `${number(part)}/${number(n)}` : `n=${number(n)}`}</span>}
      <QTooltip delay={200}>
        {means && <div>{means}</div>}
        {part !== undefined && part !== null && n !== undefined && <div>{t('figure.of', { part: number(part), n: number(n) })}</div>}
        {interval && <div>{t('figure.interval', { low: percent(interval[0]), high: percent(interval[1]) })}</div>}
        {small && <div>{t('figure.small', { n: SMALL })}</div>}
        {immature && <div>{t('figure.immature')}</div>}
      </QTooltip>
    </span>
  );
};
Rate.props = ['value', 'part', 'n', 'means', 'interval', 'reason', 'immature'];

/** An interval as a bar on a common scale: low, high, value, most (the scale's end). */
export const IntervalBar = ({ low, high, value, most }) => (
  <svg class="interval-bar" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
    <line x1="0" x2="100" y1="8" y2="8" class="track" />
    <rect x={100 * low / most} y="4" width={Math.max(0.8, 100 * (high - low) / most)} height="8" rx="1" />
    <line x1={100 * value / most} x2={100 * value / most} y1="1" y2="15" class="at" />
  </svg>
);
IntervalBar.props = ['low', 'high', 'value', 'most'];

/** A line as small as a word. values: numbers or nulls. */
export const Spark = ({ values, width = 88, height = 24, label }) => {
  const known = values.filter((value) => value !== null && value !== undefined);
  if (known.length < 2) return <span class="muted">—</span>;
  const [low, high] = [Math.min(0, ...known), Math.max(...known, 1)];
  const points = values.map((value, at) => (value === null || value === undefined ? null
    : `${(at * (width - 4) / (values.length - 1) + 2).toFixed(1)},${(height - 3 - (height - 6) * (value - low) / (high - low || 1)).toFixed(1)}`)).filter(Boolean);
  return <svg class="spark" width={width} height={height} role="img" aria-label={label}><polyline points={points.join(' ')} /></svg>;
};
Spark.props = ['values', 'width', 'height', 'label'];
