// Journeys in words: states, entry, steps, reasons, and why a rule held.
import { t, tOr, displayName } from 'console/i18n/index.js';
import { number, percent, dateTime } from 'console/lib/format.js';
import { api } from 'console/api.js';
import { can } from 'console/session.js';
import { reactive } from 'vue';
import { Icon } from 'console/parts/Icon.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { ruleWords } from 'console/parts/RuleEditor.jsx';
import { lengthOf } from './document.js';

export const states = ['published', 'paused', 'pending', 'draft', 'ended'];
const tones = { published: 'good', paused: 'warn', pending: 'accent', draft: '', ended: '' };

export const StateBadge = ({ state }) => <Badge tone={tones[state]} dot label={t(`journeys.state.${state}`)} />;
StateBadge.props = ['state'];

// Names of events and templates, read once for all sentences.
export const known = reactive({ asked: false, events: new Map(), eventList: [], templates: null, accounts: null, webhooks: null, slots: null, tags: null, people: null });

export async function learn() {
  if (known.asked) return;
  known.asked = true;
  const read = (permission, path, query) => (can(permission) ? api.get(path, query, { quiet: true }).then((answer) => answer.items, () => null) : Promise.resolve(null));
  const [events, templates, accounts, slots, tags, people] = await Promise.all([
    read('dictionary.read', '/dictionary/events', { limit: 500 }), read('messages.read', '/templates'), read('messages.read', '/channels'), read('touchpoints.read', '/slots'),
    read('customers.read', '/tags', { limit: 500 }), read('leads.read', '/salespeople')]);
  known.eventList = events ?? [];
  known.events = new Map((events ?? []).map((event) => [event.name, displayName(event)]));
  known.templates = templates?.filter((template) => !template.archived) ?? null;
  known.accounts = accounts;
  known.webhooks = accounts?.filter((account) => account.medium === 'webhook') ?? null;
  known.slots = slots;
  known.tags = tags?.flatMap((each) => each.tags ?? [each]) ?? null;
  known.people = people;
}
export function forgetKnown() { known.asked = false; }

// Events we make ourselves, which the dictionary learns only after the first.
export const ownEvents = ['$form_submitted', '$lead_created', '$lead_assigned', '$lead_stage_changed', '$link_clicked', '$message_delivered', '$journey_goal', '$unsubscribed'];
export const eventWords = (name) => (known.events.get(name) !== name && known.events.get(name)) || tOr(`journey.event.${name}`, tOr(`event.${name}`, name));

export const lengthWords = (node) => { const { n, unit } = lengthOf(node); return t(`journey.length.${unit}`, { n: number(n) }); };
const whereWords = (list) => (list ?? []).map((each) => `${each.property} ${t(`op.${each.op ?? 'eq'}`)} ${Array.isArray(each.value) ? each.value.join(t('rule.or')) : each.value ?? ''}`.trim()).join(t('rule.and'));
export const matchWords = (match) => (match?.event ? `${eventWords(match.event)}${match.where?.length ? t('rule.words.where', { where: whereWords(match.where) }) : ''}` : t('journey.unset'));
export const rule = (value) => ruleWords(value, known.events);
const some = (value) => value && (value.all ?? value.any ?? [1]).length > 0;

/** "每天 10:00", or the expression. */
export function cronWords(cron) {
  const [minute, hour, day, month, weekday] = (cron ?? '').trim().split(/\s+/);
  if (!/^\d+$/.test(minute ?? '') || !/^\d+$/.test(hour ?? '') || month !== '*') return t('journey.cron.other', { cron });
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === '*' && weekday === '*') return t('journey.cron.daily', { time });
  if (day === '*' && /^[0-7]$/.test(weekday)) return t('journey.cron.weekly', { time, day: t(`journey.weekday.${Number(weekday) % 7}`) });
  if (weekday === '*' && /^\d+$/.test(day)) return t('journey.cron.monthly', { time, day });
  return t('journey.cron.other', { cron });
}

export function entryWords(entry) {
  const and = entry?.shortened ? t('journey.entry.only', { rule: t('journey.entry.longRule') }) : some(entry?.rule) ? t('journey.entry.only', { rule: rule(entry.rule) }) : '';
  switch (entry?.type) {
    case 'event': return t('journey.entry.event', { event: matchWords(entry) }) + and;
    case 'tag': return t('journey.entry.tag', { tag: entry.tag || t('journey.unset') }) + and;
    case 'schedule': return t('journey.entry.schedule', { time: entry.cron !== undefined ? cronWords(entry.cron) : entry.at ? dateTime(entry.at) : t('journey.unset'), rule: entry.shortened ? t('journey.entry.longRule') : rule(entry.rule) });
    default: return t('journey.entry.none');
  }
}

export const templateName = (id) => known.templates?.find((template) => template.id === id)?.name;
/** What a step does, in one sentence. */
export function stepWords(node) {
  switch (node.type) {
    case 'wait': return t('journey.says.wait', { length: lengthWords(node) });
    case 'wait_until': return node.days > 0 ? t('journey.says.wait_until', { n: node.days, time: node.at }) : t('journey.says.wait_next', { time: node.at });
    case 'wait_for_event': return t('journey.says.wait_for_event', { length: lengthWords(node), event: matchWords(node) });
    case 'condition': return some(node.rule) ? rule(node.rule) : t('journey.unset');
    case 'split': return t('journey.says.split', { a: percent(1 - node.share / 10000), b: percent(node.share / 10000) });
    case 'send': return node.template ? templateName(node.template) ?? `#${node.template}` : t('journey.unset');
    case 'slot': return node.slot ? t('journey.says.slot', { slot: known.slots?.find((slot) => slot.key === node.slot)?.name ?? node.slot, length: lengthWords({ minutes: (node.hours ?? 168) * 60 }) }) : t('journey.unset');
    case 'tag': return node.tag ? t(node.on === false ? 'journey.says.untag' : 'journey.says.tag', { tag: node.tag }) : t('journey.unset');
    case 'assign': return node.salesperson ? t('journey.says.assignTo', { name: known.people?.find((person) => person.id === node.salesperson)?.name ?? `#${node.salesperson}` }) : t('journey.says.assign');
    case 'webhook': return node.channel ? t('journey.says.webhook', { name: known.webhooks?.find((each) => each.id === node.channel)?.name ?? `#${node.channel}` }) : t('journey.unset');
    case 'exit': return t('journey.says.exit');
    default: return node.type;
  }
}
export const stepName = (node) => node?.name || t(`journey.step.${node?.type}`);

/** Why a run is over. */
export const endWords = (reason) => (reason ? tOr(`journey.end.${reason}`, reason) : '');
export const reasonWords = (reason) => tOr(`messages.reason.${reason}`, reason);
/** What was noted, by its kind. */
export const noteWords = (kind) => tOr(`journey.note.${kind}`, tOr(`journey.end.${kind}`, kind));

const span = (ms) => [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'm']].map(([size, unit]) => ms % size === 0 && `${ms / size}${unit}`).find(Boolean) || `${Math.round(ms / 60_000)}m`;

/** A rule's tree with what was found: ✓ or ✗ at each part. */
export const Explain = ({ why }) => {
  if (!why) return null;
  const list = why.all ?? why.any ?? (why.not ? [why.not] : null);
  const mark = <Icon name={why.held ? 'check' : 'close'} size={14} class={why.held ? 'good' : 'bad'} />;
  if (list) {
    if (!list.length) return null;
    const head = why.not ? t('rule.negate') : list.length > 1 && t(`rule.mode.${why.any ? 'any' : 'all'}`);
    return <div class="journey-why">{head && <div class="row small muted">{mark}{head}</div>}<ul>{list.map((each, at) => <li key={at}><Explain why={each} /></li>)}</ul></div>;
  }
  const { held, found, withinMs, ...leaf } = why;
  if (withinMs) leaf.within = span(withinMs);
  if (Array.isArray(leaf.value)) leaf.value = leaf.value.length > 1 ? leaf.value : leaf.value[0];
  const has = 'found' in why;
  const value = leaf.orders === 'sumFen' ? number(found / 100) : typeof found === 'number' ? number(found) : found;
  return <div class="row top small">{mark}<span>{ruleWords(leaf, known.events)}{has && <span class="muted"> {t('journey.found', { value: value ?? t('journey.nothing') })}</span>}</span></div>;
};
Explain.props = ['why'];
