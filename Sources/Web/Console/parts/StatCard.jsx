// One key figure: the value, its change against the last period (with both numbers), and what it means.
import { QTooltip } from '../lib/quasar.js';
import { t } from '../i18n/index.js';
import { number, percent } from '../lib/format.js';
import { Icon } from './Icon.jsx';
import { Why } from './Why.jsx';
import { Link } from '../router.jsx';

/**
 * label, value, previous (same unit; omit for none), format(value) short, exact(value) on hover,
 * explain: the definition in a sentence; note: small text under; to: where a click leads; good: 'up' | 'down' | 'none';
 * points: a share, whose change is told in points.
 */
export const StatCard = (props) => {
  const { label, value, previous, format = number, exact = number, explain, note, to, good = 'up', points } = props;
  const isKnown = (figure) => figure !== null && figure !== undefined;
  const change = points ? (isKnown(previous) && isKnown(value) ? value - previous : null) : previous > 0 && value !== null && value !== undefined ? value / previous - 1 : null;
  const tone = change === null || Math.abs(change) < 0.0005 || good === 'none' ? 'muted' : (change > 0) === (good === 'up') ? 'good' : 'bad';
  const figure = <span class="stat-value num">{format(value)}<QTooltip delay={250}>{exact(value)}</QTooltip></span>;
  return (
    <div class="card stat">
      <div class="stat-label"><span class="ellipsis" title={label}>{label}</span>{explain && <Why title={label} text={explain} />}</div>
      {to ? <Link to={to} class="stat-link">{figure}</Link> : figure}
      {previous !== undefined && (
        <div class={['stat-change num', tone]}>
          {change === null
            ? <span class="muted">{previous === 0 ? t('stat.fromZero') : t('stat.noPrevious')}</span>
            : <><span class="row" style="gap:2px">{Math.abs(change) >= 0.0005 && <Icon name={change > 0 ? 'arrowUp' : 'arrowDown'} size={13} />}{points ? t('stat.points', { n: number(Math.round(Math.abs(change) * 1000) / 10) }) : percent(Math.abs(change))}</span>
              <span class="muted ellipsis">{t('stat.previous', { value: format(previous) })}</span></>}
          <QTooltip delay={250}>{t('stat.compare', { now: exact(value), before: exact(previous) })}</QTooltip>
        </div>
      )}
      {note && <div class="stat-note muted small">{note}</div>}
    </div>
  );
};
StatCard.props = ['label', 'value', 'previous', 'format', 'exact', 'explain', 'note', 'to', 'good', 'points'];

export const StatCards = (_, { slots }) => <div class="stats">{slots.default?.()}</div>;
