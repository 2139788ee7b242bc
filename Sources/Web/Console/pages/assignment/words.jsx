// A rule of assignment in words.
import { t, tOr } from 'console/i18n/index.js';
import { number } from 'console/lib/format.js';
import { sourceName } from '../lead/words.jsx';

export const fields = ['origin', 'product', 'region', 'page', 'source'];
export const sources = ['form', 'import', 'journey', 'manual'];

export const fieldName = (field) => (field.startsWith('answers.') ? t('assign.field.answers', { name: tOr(`lead.answer.${field.slice(8)}`, field.slice(8)) }) : t(`assign.field.${field}`));

/** The values of a condition as people call them. around: { origins, pages } */
export function valueName(field, value, around) {
  if (field === 'origin') return around.origins?.find((origin) => origin.code === value)?.name ?? value;
  if (field === 'page') return around.pages?.find((page) => String(page.id) === value)?.name ?? t('lead.page', { n: value });
  if (field === 'source') return sourceName(value);
  return value;
}

/** Conditions that say something: those with values. */
export const conditionList = (policy) => Object.entries(policy.conditions ?? {}).filter(([, values]) => values.length > 0);

/** Whether it takes every lead. */
export const takesAll = (policy) => conditionList(policy).length === 0;

/** "15 分钟" or "1 小时 30 分钟" */
export function minutesText(minutes) {
  const whole = Math.round(minutes);
  if (whole < 60) return t('assign.minutes', { n: number(whole) });
  const hours = Math.floor(whole / 60);
  return [t('assign.hours', { n: number(hours) }), whole % 60 ? t('assign.minutes', { n: number(whole % 60) }) : ''].filter(Boolean).join(' ');
}

/** What happens while nobody answers. */
export const ladder = (policy, { leader, pool }) => [
  { key: 'half', at: Math.max(Math.floor(policy.slaMinutes / 2), 1), text: t('assign.ladder.half') },
  { key: 'due', at: policy.slaMinutes, text: t('assign.ladder.due') },
  { key: 'twice', at: policy.slaMinutes * 2, text: leader ? t('assign.ladder.twice', { name: leader }) : t('assign.ladder.noLeader'), off: !leader },
  { key: 'end', at: null, text: pool ? t('assign.ladder.end', { pool }) : t('assign.ladder.noPool'), off: !pool },
];
