// What our own events say ("$lead_assigned", "$message_not_sent" …): their few telling words, each property in words, and where to look further.
import { locale, t, tOr } from '../i18n/index.js';
import { isAvailable } from '../router.jsx';
import { can } from '../session.js';
import { dateTime, money, number } from './format.js';
import { nameOf, originName } from './names.js';

const yesNo = (value) => t(value ? 'traits.true' : 'traits.false');
const platform = (key) => tOr(`platform.${key}`, key);
const channel = (key) => tOr(`channel.${key}`, key);
const stage = (key) => tOr(`lead.stage.${key}`, key);
const reasons = {
  lead: (code) => tOr(`lead.cause.${String(code).replaceAll(' ', '_')}`, tOr(`lead.invalid.${code}`, tOr(`lead.followUp.${code}`, code))),
  message: (code) => tOr(`messages.reason.${code}`, code),
  journey: (code) => tOr(`journey.end.${code}`, code),
  conversion: (code) => tOr(`feedback.reason.${code}`, code),
};
const area = (event) => /^\$(lead|message|journey|conversion)_/.exec(event.name)?.[1];
const reason = (event, code) => (code ? (reasons[area(event)] ?? String)(code) : '');

const modes = ['round_robin', 'balanced', 'sticky', 'cover', 'manual', 'claim'];
/** Whether an assignment says its reason in parts; those from before have a sentence of the server in 简体中文. */
const hasParts = (event) => event.name.endsWith('assigned') && Number.isFinite(event.properties?.free);
/** Why somebody got a lead, in one sentence. */
const assignedWords = (of) => t(`lead.why.${modes.includes(of.mode) ? of.mode : 'round_robin'}`, { name: of.salespersonName, load: number(of.load), capacity: number(of.capacity), free: number(of.free), blocked: number(of.blocked) });

/** Our own: recorded by the rooms of this system. */
export const isOwn = (event) => /^\$(lead|message|journey|conversion|link|form|slot|webhook)_|^\$(exposure|unsubscribed)$/.test(event.name);

/** The words that follow the event's name, most telling first. */
export function outcomeWords(event) {
  const of = event.properties ?? {};
  const said = () => {
    switch (event.name) {
      case '$link_clicked': return [of.$click_platform ? platform(of.$click_platform) : '', originName(of.origin), of.$utm_campaign];
      case '$form_submitted': return [of.pageName, of.product, of.quality && of.quality !== 'ok' ? t('outcome.quarantined') : ''];
      case '$lead_created': case '$lead_imported': return [of.source && tOr(`lead.source.${of.source}`, of.source), of.product];
      case '$lead_assigned': case '$lead_reassigned': return [of.salespersonName, of.mode && tOr(`lead.mode.${of.mode}`, of.mode), event.name === '$lead_reassigned' && hasParts(event) ? reason(event, of.reason) : ''];
      case '$lead_claimed': return [nameOf('salesperson', of.salesperson)];
      case '$lead_pooled': return [nameOf('pool', of.pool), reason(event, of.reason)];
      case '$lead_stage_changed': return [`${stage(of.from)} → ${stage(of.to)}`, Number.isFinite(of.valueFen) ? money(of.valueFen) : '', reason(event, of.reason)];
      case '$lead_followed_up': return [of.kind && tOr(`lead.followUp.${of.kind}`, of.kind)];
      case '$journey_entered': return [nameOf('journey', of.journey), of.heldOut ? t('journey.run.heldOut') : '', of.test ? t('messages.isTest') : ''];
      case '$journey_exited': return [nameOf('journey', of.journey), reason(event, of.reason)];
      case '$journey_goal': return [nameOf('journey', of.journey)];
      case '$journey_tagged': return [t(of.on === false ? 'journey.says.untag' : 'journey.says.tag', { tag: of.tag }), nameOf('journey', of.journey)];
      case '$conversion_reported': return [platform(of.platform), tOr(`feedback.stage.${of.stage}`, of.stage), tOr(`feedback.state.${of.state}`, of.state), of.state !== 'ok' && reason(event, of.reason)];
      case '$unsubscribed': return [channel(of.channel)];
      case '$webhook_delivered': case '$webhook_failed': return [of.event, of.reason];
      default: return event.name.startsWith('$message_') ? [nameOf('template', of.template), reason(event, of.reason), of.until ? t('journey.run.until', { time: dateTime(of.until) }) : '', of.test ? t('messages.isTest') : ''] : [of.slotName ?? of.slot, of.contentName];
    }
  };
  return said().filter((each) => each !== undefined && each !== null && each !== '' && each !== false).map(String).slice(0, 4);
}

const inside = ['cause', 'node', 'agent', 'network', 'salespersonName', 'noticeVersion', 'slug', 'token'];
const parts = ['load', 'capacity', 'free', 'blocked'];
/** The sentence of an old assignment is kept as the server wrote it, in 简体中文: elsewhere the mode says it. */
const isForeign = (event, name) => name === 'reason' && event.name.endsWith('assigned') && !hasParts(event) && locale.value !== 'zh-Hans';
/** Whether a property is for people to read. */
export const tells = (event, name, value) => !inside.includes(name) && !(hasParts(event) && parts.includes(name)) && !isForeign(event, name) && value !== '' && value !== null && !(Array.isArray(value) && value.length === 0);

export const outcomePropertyName = (name) => tOr(`outcome.of.${name}`, tOr(`property.${name}`, name));

/** One property's value in words; undefined for those without any. */
export function outcomeValue(event, name, value) {
  const of = event.properties ?? {};
  if (name === 'reason') return event.name.endsWith('assigned') && !hasParts(event) ? undefined : reason(event, value);
  if (typeof value === 'boolean') return yesNo(value);
  switch (name) {
    case 'from': case 'to': return stage(value);
    case 'stage': return tOr(`feedback.stage.${value}`, value);
    case 'state': return tOr(`feedback.state.${value}`, value);
    case 'platform': case '$click_platform': return platform(value);
    case 'channel': return channel(value);
    case 'origin': return originName(value);
    case 'source': return tOr(`lead.source.${value}`, value);
    case 'mode': return hasParts(event) ? assignedWords(of) : tOr(`lead.mode.${value}`, value);
    case 'kind': return tOr(`lead.followUp.${value}`, value);
    case 'quality': return value === 'ok' ? t('outcome.fine') : t('outcome.quarantined');
    case 'reasons': return value.map((each) => tOr(`lpage.reason.${each}`, each)).join(t('common.comma'));
    case 'valueFen': return money(value);
    case 'until': return dateTime(value);
    case 'salesperson': return of.salespersonName ?? nameOf('salesperson', value);
    case 'journey': case 'template': case 'pool': return nameOf(name, value);
    default: return undefined;
  }
}

/** Where to look further: [{ label, to, query }]. */
export function outcomeLinks(event, customer) {
  const of = event.properties ?? {};
  return [
    of.lead && { route: 'lead', needs: 'leads.read', label: t('outcome.seeLead'), to: `/leads/${of.lead}` },
    of.journey && of.run && { route: 'journey', needs: 'journeys.read', label: t('outcome.seeRun'), to: `/journeys/${of.journey}`, query: { tab: 'runs', run: of.run } },
    of.message && { route: 'messages', needs: 'messages.read', label: t('outcome.seeMessages'), to: '/messages', query: { customer, message: of.message } },
    of.conversion && { route: 'feedback', needs: 'media.read', label: t('outcome.seeConversion'), to: '/feedback', query: { tab: 'log', conversion: of.conversion } },
  ].filter((each) => each && isAvailable(each.route) && can(each.needs));
}
