// The names of things the API writes as codes.
import { locale, t, tOr } from '../i18n/index.js';
import { number } from './format.js';

/** user_id → 用户 ID */
export const identifierName = (kind) => tOr(`identifier.${kind}`, kind);

/** The reason why an event was rejected, in words. */
export const reasonName = (reason) => tOr(`reason.${reason}`, tOr(`imports.reason.${reason}`, reason)); // rows of files have reasons of their own

/** $utm_source → UTM 来源; an event's own properties keep their names. */
export const propertyName = (name) => tOr(`property.${name}`, name);

/** A source's name: those the system makes for itself are named in the reader's language. */
export const sourceText = (name) => ({ lianlu: t('source.own'), default: t('source.default'), 'landing-pages': t('nav.landingPages') }[name] ?? name);

/** One journey or account that a check names: "春茶召回（3 条，12 分钟）：…" */
function checkItem(item) {
  const key = item.journey === undefined ? 'account' : item.runs === null || item.runs === undefined ? 'journey' : 'runs';
  return t(`check.item.${key}`, { name: item.name, n: number(item.waiting ?? item.runs ?? 0), minutes: number(item.minutes ?? 0) }) + (item.message ? t('check.item.because', { words: item.message }) : '');
}

/** A health check in words, by its code and values; one of a newer server, whose code has none yet, in the server's English. */
export function checkWords(check) {
  const name = tOr(`check.${check.name}`, check.name);
  if (check.status === 'ok') return { name, todo: '', detail: '' };
  const { items = [], message = '', ...values } = check.values ?? {};
  if (tOr(`check.says.${check.code}`, '') === '') return { name, todo: tOr(`check.todo.${check.name}`, t('health.seeDetail')), detail: [check.detail, check.hint].filter(Boolean).join(' ') };
  if (values.room) values.room = tOr(`check.room.${values.room}`, values.room);
  const says = t(`check.says.${check.code}`, Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeof value === 'number' ? number(value) : value])));
  // What a store or a platform answered stays in its own words.
  return { name, todo: `${says} ${tOr(`check.todo.${check.name}`, '')}`.trim(), detail: [message, ...items.map(checkItem)].filter(Boolean).join(' · ') };
}

/** A text the server writes in every language: { 'zh-Hans', 'zh-Hant', en }. */
export const inLanguage = (texts) => (typeof texts === 'string' ? texts : texts?.[locale.value] ?? texts?.['zh-Hans'] ?? texts?.en ?? '');
