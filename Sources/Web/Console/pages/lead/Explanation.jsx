// Why this salesperson: the candidates the machine looked at, what stood in their way, and what decided.
import { t } from 'console/i18n/index.js';
import { Link, isAvailable } from 'console/router.jsx';
import { can } from 'console/session.js';
import { duration, number, percent } from 'console/lib/format.js';
import { Avatar, Badge } from 'console/parts/Status.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { blockedName, modeName } from './words.jsx';

const isFree = (candidate) => candidate.blocked.length === 0;
/** Round robin: what the choice compares. */
const turnOf = (candidate) => candidate.turn + candidate.weight;
const fill = (candidate) => candidate.load / Math.max(1, candidate.capacity);

/** One sentence, in the language of the page. */
export function explanationWords(explanation) {
  const winner = explanation.candidates?.find((candidate) => candidate.salesperson === explanation.winner);
  if (!winner) return t('lead.why.unknown');
  const free = explanation.candidates.filter(isFree).length;
  const key = ['round_robin', 'balanced', 'sticky', 'cover', 'manual', 'claim'].includes(explanation.mode) ? explanation.mode : 'round_robin';
  return t(`lead.why.${key}`, { name: winner.name, load: number(winner.load), capacity: number(winner.capacity), free: number(free), blocked: number(explanation.candidates.length - free) });
}

/** Why a candidate did not get it (or did). */
function verdict(candidate, explanation, winner) {
  const { mode } = explanation;
  if (candidate.salesperson === explanation.winner) {
    if (mode === 'balanced') return t('lead.why.lowest', { share: percent(fill(candidate)) });
    if (mode === 'round_robin') return t('lead.why.highestTurn', { turn: number(turnOf(candidate)) });
    return modeName(mode);
  }
  if (!isFree(candidate)) return null;
  if (!winner) return t('lead.why.free');
  if (mode === 'balanced') {
    if (fill(candidate) > fill(winner)) return t('lead.why.busier', { share: percent(fill(candidate)), winner: percent(fill(winner)) });
    return t('lead.why.lessIdle');
  }
  if (mode === 'round_robin') return t('lead.why.lowerTurn', { turn: number(turnOf(candidate)), winner: number(turnOf(winner)) });
  return t('lead.why.free');
}

export const Explanation = ({ explanation, policyName }) => {
  const all = explanation.candidates ?? [];
  const winner = all.find((candidate) => candidate.salesperson === explanation.winner);
  const byMachine = explanation.mode === 'round_robin' || explanation.mode === 'balanced';
  const rank = (candidate) => (candidate.salesperson === explanation.winner ? 0 : isFree(candidate) ? 1 : 2);
  const order = [...all].sort((a, b) => rank(a) - rank(b)
    || (explanation.mode === 'balanced' ? fill(a) - fill(b) : turnOf(b) - turnOf(a)) || a.salesperson - b.salesperson);
  return (
    <div class="lead-why">
      <p class="lead-why-text">{explanationWords(explanation)}</p>
      <p class="muted small">
        {explanation.policy ? <>{t('lead.why.policy')} {isAvailable('assignment') && can('leads.write') ? <Link to="/assignment" query={{ open: explanation.policy }}>{policyName ?? t('lead.why.policyNumber', { n: explanation.policy })}</Link> : policyName ?? t('lead.why.policyNumber', { n: explanation.policy })} {t('lead.why.version', { n: explanation.policyVersion })} · </> : null}
        {t('lead.why.mode', { mode: modeName(explanation.mode) })}
      </p>
      {explanation.relaxed?.length > 0 && <div class="notice warn"><Icon name="warning" /><div>{t('lead.why.relaxed', { what: explanation.relaxed.map((code) => t(`lead.relaxed.${code}`)).join(t('common.comma')) })}</div></div>}
      {order.length > 0 && (
        <ul class="lead-candidates">
          {order.map((candidate) => {
            const won = candidate.salesperson === explanation.winner;
            return (
              <li key={candidate.salesperson} class={['lead-candidate', won && 'won', !isFree(candidate) && !won && 'out']}>
                <Avatar name={candidate.name} size={26} />
                <div class="grow">
                  <div class="row wrap" style="gap:6px"><strong>{candidate.name}</strong>{won && <Badge tone="good" label={t('lead.why.chosen')} />}
                    {(!won || byMachine) && candidate.blocked.map((code) => <Badge key={code} tone="warn" label={blockedName(code)} />)}</div>
                  {verdict(candidate, explanation, winner) && <div class={['small', won ? 'good' : 'soft']}>{verdict(candidate, explanation, winner)}</div>}
                </div>
                <div class="lead-candidate-facts num small">
                  <span title={t('sales.load')}>{t('lead.loadOf', { load: number(candidate.load), capacity: number(candidate.capacity) })}</span>
                  <span class="muted">{candidate.idleMs === null || candidate.idleMs === undefined ? t('lead.why.never') : candidate.idleMs < 60_000 ? t('lead.why.justNow') : t('lead.why.idle', { time: duration(candidate.idleMs) })}</span>
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {explanation.mode === 'round_robin' && <p class="muted small">{t('lead.why.turnMeaning')}</p>}
      {explanation.mode === 'balanced' && <p class="muted small">{t('lead.why.balancedMeaning')}</p>}
    </div>
  );
};
Explanation.props = ['explanation', 'policyName'];
