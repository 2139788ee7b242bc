// Spend over time: the rows of a period added up by day (by week where there are too many days), one series per platform.
import { resolveRange } from 'console/lib/range.js';
import { palette } from 'console/theme/charts.js';
import { platformName } from 'console/parts/media.jsx';
import { platforms } from '../origins/words.js';

const DAY = 86_400_000;
const text = (time) => new Date(time).toISOString().slice(0, 10);
const monday = (day) => text(Date.parse(day) - ((new Date(day).getUTCDay() + 6) % 7) * DAY);

/** More rows than this are not fetched for a picture. */
export const MOST = 3000;

/**
 * The data of a Chart; null where there is nothing to draw. Spend by click and by conversion is never added up: where there is any by click, that is shown.
 * A day without a row is unknown, not 0.
 */
export function spendSeries(rows, range) {
  const byClick = rows.filter((row) => row.accounting !== 'conv_time');
  const counted = byClick.length ? byClick : rows;
  const { from, to } = resolveRange(range);
  const byWeek = (Date.parse(to) - Date.parse(from)) / DAY > 100;
  const slot = byWeek ? monday : String;
  const slots = [];
  for (let at = Date.parse(slot(from)); at <= Date.parse(to); at += byWeek ? 7 * DAY : DAY) slots.push(text(at));
  const place = new Map(slots.map((day, index) => [day, index]));
  const found = new Map();
  for (const row of counted) {
    const index = place.get(slot(row.date));
    if (index === undefined) continue;
    if (!found.has(row.platform)) found.set(row.platform, slots.map(() => null));
    const values = found.get(row.platform);
    values[index] = (values[index] ?? 0) + row.costFen;
  }
  if (found.size === 0 || slots.length < 2) return null;
  const { hues } = palette();
  return {
    interval: byWeek ? 'week' : 'day', intervals: slots.map((day) => `${day}T10:00:00Z`), incomplete: [],
    series: [...found].map(([key, values]) => ({ key, label: platformName(key), colour: hues[Math.max(0, platforms.indexOf(key)) % hues.length], values })),
  };
}
