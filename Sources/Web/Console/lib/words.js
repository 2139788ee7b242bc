// The names of things the API writes as codes.
import { locale, t, tOr } from '../i18n/index.js';

/** user_id → 用户 ID */
export const identifierName = (kind) => tOr(`identifier.${kind}`, kind);

/** The reason why an event was rejected, in words. */
export const reasonName = (reason) => tOr(`reason.${reason}`, tOr(`imports.reason.${reason}`, reason)); // rows of files have reasons of their own

/** $utm_source → UTM 来源; an event's own properties keep their names. */
export const propertyName = (name) => tOr(`property.${name}`, name);

/** A source's name: those the system makes for itself are named in the reader's language. */
export const sourceText = (name) => ({ lianlu: t('source.own'), 'landing-pages': t('nav.landingPages') }[name] ?? name);

/** A health check in words: the server writes English, so other languages get our sentence and its words as the detail. */
export function checkWords(check) {
  const name = tOr(`check.${check.name}`, check.name);
  if (check.status === 'ok') return { name, todo: '', detail: '' };
  if (locale.value === 'en') return { name, todo: [check.detail, check.hint].filter(Boolean).join(' '), detail: '' };
  return { name, todo: tOr(`check.todo.${check.name}`, t('health.seeDetail')), detail: check.detail || check.hint || '' };
}

/** A text the server writes in every language: { 'zh-Hans', 'zh-Hant', en }. */
export const inLanguage = (texts) => (typeof texts === 'string' ? texts : texts?.[locale.value] ?? texts?.['zh-Hans'] ?? texts?.en ?? '');
