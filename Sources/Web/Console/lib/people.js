// How customers, their identifiers and the people who work on them are called.
import { reactive } from 'vue';
import { t, tOr } from '../i18n/index.js';
import { api } from '../api.js';
import { session } from '../session.js';
import { identifierName } from './words.js';

const order = ['user_id', 'member_id', 'phone', 'email', 'unionid', 'external_userid', 'openid', 'shop_id', 'login_id', 'anonymous_id', 'device_id'];
const rank = (kind) => (order.indexOf(kind) + order.length + 1) % (order.length + 1);

/** Known: somebody with more than a device. */
export const isKnown = (customer) => (customer?.identifiers ?? []).some((each) => each.strength !== 'weak');

/** Identifiers, those that people recognise first. */
export const inOrder = (identifiers) => [...(identifiers ?? [])].sort((a, b) => rank(a.kind) - rank(b.kind));

export const customerName = (customer) =>
  customer?.name || (isKnown(customer) ? t('customer.number', { n: customer.number }) : t('customer.visitorNumber', { n: customer?.number ?? '' }));

/** "用户 ID u10012" */
export const identifierText = (identifier) => `${identifierName(identifier.kind)} ${identifier.value}`;

/** The one identifier to show beside a name. */
export const mainIdentifier = (customer) => inOrder(customer?.identifiers)[0];

const actors = reactive({ names: new Map() });
const asked = new Set();
let waiting = null;

/** "account:3" → the person's name; "source:2" → the source's. Names are asked for once, many at a time, and appear when they come. */
export function actorName(actor, sourceNames) {
  if (!actor) return '';
  const at = actor.indexOf(':');
  const [kind, id] = at < 0 ? [actor, ''] : [actor.slice(0, at), actor.slice(at + 1)];
  if (kind === 'source') return sourceNames?.get(id) ?? t('actor.source', { id });
  if (kind === 'account' && String(session.account?.id) === id) return session.account.name;
  if (id && (kind === 'account' || kind === 'api_key')) {
    learn(actor);
    const name = actors.names.get(actor);
    if (name) return kind === 'api_key' ? t('actor.key', { name }) : name;
    if (kind === 'account') return t('actor.account', { id });
  }
  return tOr(`audit.kind.${kind}`, actor) + (id ? ` ${id}` : '');
}

function learn(actor) {
  if (asked.has(actor)) return;
  asked.add(actor);
  waiting ??= Promise.resolve().then(async () => {
    waiting = null;
    const ids = [...asked].filter((each) => !actors.names.has(each)).slice(-200);
    const found = await api.get('/actors', { ids: ids.join(',') }, { quiet: true }).catch(() => null);
    for (const [id, name] of Object.entries(found?.names ?? {})) actors.names.set(id, name);
  });
}
