// Numbers, money and time as people read them, in the current language and time zone.
import { locale, t } from '../i18n/index.js';
import { prefs } from './prefs.js';
import { session } from '../session.js';

const tags = { 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-TW', en: 'en-US' };
const cache = new Map();

function formatter(kind, options) {
  const key = kind.name + locale.value + JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, new kind(tags[locale.value], options));
  return cache.get(key);
}

export const timeZone = () => prefs.timeZone ?? session.deployment?.timeZone ?? 'Asia/Shanghai';

export const number = (value) =>
  value === null || value === undefined ? t('common.unavailable') : formatter(Intl.NumberFormat, { maximumFractionDigits: 2 }).format(value);

/** 12,345 stays; 1,234,567 becomes 123.5万 in Chinese and 1.2M in English. Show number() on hover. */
export function short(value) {
  if (value === null || value === undefined) return t('common.unavailable');
  const size = Math.abs(value);
  if (size < 100_000) return number(value);
  if (locale.value === 'en') return formatter(Intl.NumberFormat, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
  const [unit, name] = size >= 1e8 ? [1e8, t('common.yi')] : [1e4, t('common.wan')];
  return formatter(Intl.NumberFormat, { maximumFractionDigits: size / unit >= 1000 ? 0 : 1 }).format(value / unit) + name;
}

/** 0.4217 → 42.2% */
export const percent = (ratio) =>
  ratio === null || ratio === undefined || !Number.isFinite(ratio) ? t('common.unavailable')
    : (ratio > 0 && ratio < 0.0005 ? '<' : '') + formatter(Intl.NumberFormat, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(ratio > 0 && ratio < 0.0005 ? 0.001 : ratio);

const symbols = { CNY: '¥', USD: '$', HKD: 'HK$', TWD: 'NT$', EUR: '€' };

/** Fen to money, exact. */
export const money = (fen, currency = 'CNY') =>
  fen === null || fen === undefined ? t('common.unavailable')
    : (fen < 0 ? '−' : '') + (symbols[currency] ?? currency + ' ')
      + formatter(Intl.NumberFormat, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(Math.abs(fen) / 100);

/** Fen to money, short: ¥12.3万. */
export const shortMoney = (fen, currency = 'CNY') =>
  fen === null || fen === undefined ? t('common.unavailable')
    : Math.abs(fen) < 10_000_000 ? money(Math.round(fen / 100) * 100, currency).replace(/[.,]00$/, '')
      : (fen < 0 ? '−' : '') + (symbols[currency] ?? currency + ' ') + short(Math.abs(fen) / 100);

export function bytes(value) {
  if (value === null || value === undefined) return t('common.unavailable');
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let step = 0;
  while (value >= 1000 && step < units.length - 1) { value /= 1000; step += 1; }
  return `${formatter(Intl.NumberFormat, { maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 }).format(value)} ${units[step]}`;
}

export function duration(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) return t('common.unavailable');
  const seconds = milliseconds / 1000;
  if (seconds < 1) return t('time.milliseconds', { n: number(Math.round(milliseconds)) });
  if (seconds < 90) return t('time.seconds', { n: number(Math.round(seconds)) });
  if (seconds < 5400) return t('time.minutes', { n: number(Math.round(seconds / 60)) });
  if (seconds < 129_600) return t('time.hours', { n: number(Math.round(seconds / 3600)) });
  return t('time.days', { n: number(Math.round(seconds / 86_400)) });
}

const dateFormat = (options) => formatter(Intl.DateTimeFormat, { timeZone: timeZone(), hour12: false, ...options });

/** Parts of an instant in the chosen time zone: { year, month, day, hour, minute, second } as two-digit texts. */
export function parts(value, zone = timeZone()) {
  const found = {};
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit',
    hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
  });
  for (const part of format.formatToParts(new Date(value))) found[part.type] = part.value;
  return found;
}

const missing = (value) => value === null || value === undefined || value === '';

/** 2026-11-23 12:04 (the same in all languages: sortable, unambiguous). */
export function dateTime(value, { seconds = false } = {}) {
  if (missing(value)) return t('common.never');
  const p = parts(value);
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}${seconds ? ':' + p.second : ''}`;
}

export function date(value) {
  if (missing(value)) return t('common.never');
  const p = parts(value);
  return `${p.year}-${p.month}-${p.day}`;
}

/** From – to of a period the server gives as instants, its end not included: the days it covers. */
export const daysOf = (from, to) => [date(from), date(/T/.test(to) ? new Date(to).getTime() - 1 : to)];

export function clock(value) {
  const p = parts(value);
  return `${p.hour}:${p.minute}:${p.second}`;
}

/** 3 分钟前 — show dateTime() on hover. */
export function ago(value, now = Date.now()) {
  if (missing(value)) return t('common.never');
  const seconds = (new Date(value) - now) / 1000;
  const relative = formatter(Intl.RelativeTimeFormat, { numeric: 'auto' });
  for (const [limit, unit, size] of [[60, 'second', 1], [3600, 'minute', 60], [86_400, 'hour', 3600], [2_592_000, 'day', 86_400]]) {
    if (Math.abs(seconds) < limit) return relative.format(Math.round(seconds / size), unit);
  }
  return date(value);
}

/** How an interval's start is written on an axis. */
export function intervalLabel(value, interval) {
  const p = parts(value);
  if (interval === 'hour') return `${p.month}-${p.day} ${p.hour}:00`;
  if (interval === 'month') return `${p.year}-${p.month}`;
  return `${p.month}-${p.day}`;
}

/** The same, long, for tooltips and tables. */
export function intervalTitle(value, interval) {
  const p = parts(value);
  const day = `${p.year}-${p.month}-${p.day}`;
  const weekday = dateFormat({ weekday: 'short' }).format(new Date(value));
  if (interval === 'hour') return `${day} ${p.hour}:00`;
  if (interval === 'week') return t('time.weekOf', { date: day });
  if (interval === 'month') return `${p.year}-${p.month}`;
  return `${day} ${weekday}`;
}
