// The words of leads: stages, reasons, presence, why somebody got one or did not.
import { t, tOr } from 'console/i18n/index.js';
import { can } from 'console/session.js';
import { isAvailable, Link } from 'console/router.jsx';
import { Avatar, Badge } from 'console/parts/Status.jsx';

export const openStages = ['new', 'assigned', 'contacted', 'qualified', 'opportunity'];
export const closedStages = ['won', 'lost', 'invalid'];
export const stages = ['new', 'quarantine', 'pooled', 'assigned', 'contacted', 'qualified', 'opportunity', 'won', 'lost', 'invalid'];
export const invalidReasons = ['bad_number', 'unreachable', 'wrong_person', 'competitor', 'duplicate', 'spam', 'out_of_area'];
export const presences = ['online', 'busy', 'away', 'offline'];
export const modes = ['round_robin', 'balanced', 'claim', 'manual'];
export const followUpKinds = ['call', 'message', 'visit', 'note'];

export const isOwned = (lead) => ['assigned', 'contacted', 'qualified', 'opportunity'].includes(lead.state);
export const isClosed = (lead) => closedStages.includes(lead.state);

const stageTones = { new: 'warn', quarantine: 'warn', assigned: 'accent', contacted: 'accent', qualified: 'accent', opportunity: 'accent', won: 'good', lost: '', invalid: '', pooled: '' };
const presenceTones = { online: 'good', busy: 'warn', away: '', offline: '' };

export const stageName = (stage) => t(`lead.stage.${stage}`);
export const Stage = ({ stage }) => <Badge dot tone={stageTones[stage] ?? ''} label={stageName(stage)} />;
Stage.props = ['stage'];

export const presenceName = (presence) => t(`lead.presence.${presence}`);
export const Presence = ({ presence }) => <Badge dot tone={presenceTones[presence] ?? ''} label={presenceName(presence)} />;
Presence.props = ['presence'];
export const presenceTone = (presence) => presenceTones[presence] ?? '';

export const modeName = (mode) => tOr(`lead.mode.${mode}`, mode);
export const sourceName = (source) => tOr(`lead.source.${source}`, source);
export const waitingName = (reason) => tOr(`lead.waiting.${reason}`, reason);
export const blockedName = (code) => tOr(`lead.blocked.${code}`, code);

/** A cause or a reason the server keeps as a code, or what somebody wrote. */
export const causeName = (cause) => tOr(`lead.cause.${String(cause).replaceAll(' ', '_')}`, cause);
/** Why a lead ended: a code of an invalid one, or words. */
export const outcomeName = (reason) => tOr(`lead.invalid.${reason}`, reason);
/** Why it was put aside. */
export const suspectName = (reason) => tOr(`lpage.reason.${reason}`, reason);
/** The name of a field of the form. */
export const answerName = (name) => tOr(`lead.answer.${name}`, name);

export const leadName = (lead) => lead.customerName || (typeof lead.answers?.name === 'string' && lead.answers.name) || (lead.customer ? t('customer.number', { n: lead.customer }) : t('lead.erased'));
/** "新能源车 · 广州" */
export const aboutLead = (lead) => [lead.product, lead.region].filter(Boolean).join(' · ');

/** Whether the signed-in account may follow it up: its owner, or a manager. */
export const mayWork = (lead, me) => can('leads.work') && (can('leads.write') || (lead.owner !== null && lead.owner !== undefined && lead.owner === me?.id));
export const mayCall = (lead, me) => Boolean(lead.phone) && can('customers.reveal') && (can('leads.write') || (lead.owner !== null && lead.owner !== undefined && lead.owner === me?.id));
export const mayClaim = (lead, me) => can('leads.work') && lead.state === 'pooled' && Boolean(me);

export const CustomerLink = ({ lead }, { slots }) => (lead.customer && isAvailable('customer') && can('customers.read')
  ? <Link to={`/customers/${lead.customer}`}>{slots.default?.() ?? leadName(lead)}</Link> : <span>{slots.default?.() ?? leadName(lead)}</span>);
CustomerLink.props = ['lead'];

export const Owner = ({ lead, me, size = 22 }) => {
  if (lead.ownerName) return <span class="row lead-owner"><Avatar name={lead.ownerName} size={size} /><span class="ellipsis">{lead.ownerName}</span>{me && lead.owner === me.id && <span class="muted small nowrap">{t('lead.you')}</span>}</span>;
  if (lead.state === 'new' && lead.waiting) return <span class="warn">{waitingName(lead.waiting)}</span>;
  return <span class="muted">{lead.state === 'pooled' ? t('lead.inPool') : t('lead.nobody')}</span>;
};
Owner.props = ['lead', 'me', 'size'];

/** What a refused claim means; the server writes it in English. Answers null for other errors. */
export function claimWords(error) {
  const key = { already_taken: 'gone', pool_limit: 'cap', held_before: 'blocked', at_capacity: 'full' }[error?.code];
  return key ? t(`lead.claim.${key}`, { n: (/\d+/.exec(error.message) ?? [''])[0] }) : null;
}

