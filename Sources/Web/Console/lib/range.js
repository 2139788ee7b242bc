// Time ranges in whole days of the chosen time zone. As a text (for the address): "30d", "month", "2026-11-01~2026-11-20".
import { t } from '../i18n/index.js';
import { session } from '../session.js';
import { parts, timeZone } from './format.js';

export const presets = ['today', 'yesterday', '7d', '14d', '30d', '90d', 'week', 'month', 'lastMonth'];

const DAY = 86_400_000;
const asDate = (text) => new Date(`${text}T00:00:00Z`);
const asText = (date) => date.toISOString().slice(0, 10);
const shift = (text, days) => asText(new Date(asDate(text).getTime() + days * DAY));

export function today(now = Date.now()) {
  const p = parts(now, timeZone());
  return `${p.year}-${p.month}-${p.day}`;
}

/** The first and last day, both included, as the API takes them. */
export function resolveRange(text) {
  const now = today();
  const rolling = /^(\d+)d$/.exec(text);
  if (rolling) return { from: shift(now, 1 - Number(rolling[1])), to: now };
  const chosen = /^(\d{4}-\d\d-\d\d)~(\d{4}-\d\d-\d\d)$/.exec(text);
  if (chosen) return { from: chosen[1], to: chosen[2] };
  const first = session.deployment?.weekStart === 'sunday' ? 0 : 6;
  const weekStart = shift(now, -((asDate(now).getUTCDay() + first) % 7));
  switch (text) {
    case 'today': return { from: now, to: now };
    case 'yesterday': return { from: shift(now, -1), to: shift(now, -1) };
    case 'week': return { from: weekStart, to: now };
    case 'month': return { from: now.slice(0, 8) + '01', to: now };
    case 'lastMonth': {
      const last = shift(now.slice(0, 8) + '01', -1);
      return { from: last.slice(0, 8) + '01', to: last };
    }
    default: return { from: shift(now, -29), to: now };
  }
}

export function rangeDays(text) {
  const { from, to } = resolveRange(text);
  return Math.round((asDate(to) - asDate(from)) / DAY) + 1;
}

export function rangeLabel(text) {
  if (presets.includes(text)) return t(`range.${text}`);
  const rolling = /^(\d+)d$/.exec(text);
  if (rolling) return t('range.lastDays', { n: rolling[1] });
  const { from, to } = resolveRange(text);
  return from === to ? from : `${from} – ${to}`;
}

/** A sensible interval for a range, and those that make sense at all. */
export function intervalsFor(text) {
  const days = rangeDays(text);
  const all = ['hour', 'day', 'week', 'month'].filter((interval) => ({
    hour: days <= 14, day: days <= 366, week: days > 13, month: days > 45,
  })[interval]);
  return { all, preferred: days <= 2 ? 'hour' : days <= 100 ? 'day' : days <= 400 ? 'week' : 'month' };
}
