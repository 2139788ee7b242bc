// The question of an event trend: to and from the address, to the API, and in one sentence.
import { displayName, t } from 'console/i18n/index.js';
import { resolveRange } from 'console/lib/range.js';
import { timeZone } from 'console/lib/format.js';
import { propertyName } from 'console/lib/words.js';
import { channelName } from 'console/parts/Status.jsx';

export const operators = {
  string: ['eq', 'ne', 'contains', 'not_contains', 'in', 'exists', 'not_exists'],
  number: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'exists', 'not_exists'],
  boolean: ['eq', 'exists', 'not_exists'],
};
export const needsValue = (op) => op !== 'exists' && op !== 'not_exists';
export const operatorsFor = (type) => operators[type] ?? operators[/int|double|number|float|decimal/.test(type ?? '') ? 'number' : /bool/.test(type ?? '') ? 'boolean' : 'string'];

/** Dimensions every event has. */
export const commonProperties = ['$channel', '$source', '$origin'];

/** Filters as a text for the address; unreadable ones are none. */
export function readFilters(text) {
  try {
    return JSON.parse(text || '[]').filter((each) => Array.isArray(each) && each.length >= 2).map(([property, op, value]) => ({ property, op, value: value ?? '' }));
  } catch {
    return [];
  }
}

export const writeFilters = (filters) => (filters.length ? JSON.stringify(filters.map(({ property, op, value }) => (needsValue(op) ? [property, op, value] : [property, op]))) : '');

const isReady = (filter) => filter.property && filter.op && (!needsValue(filter.op) || String(filter.value).trim() !== '');

/** What the API is asked. `types` maps property names to types. */
export function body(question, types) {
  const typed = (filter) => {
    const one = (text) => {
      const kind = operatorsFor(types.get(filter.property));
      if (kind === operators.number && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
      if (kind === operators.boolean) return text === 'true';
      return text;
    };
    if (!needsValue(filter.op)) return { property: filter.property, op: filter.op };
    const text = String(filter.value);
    return { property: filter.property, op: filter.op, value: filter.op === 'in' ? text.split(/[,，\n]/).map((each) => each.trim()).filter(Boolean).map(one) : one(text) };
  };
  return {
    event: question.event || null, ...resolveRange(question.range), interval: question.interval, measure: question.measure,
    where: question.filters.filter(isReady).map(typed),
    ...(question.by && { breakdown: { property: question.by, limit: 10 } }),
    ...(question.compare && { compare: true }), timeZone: timeZone(),
  };
}

export const filterText = (filter) => {
  const value = filter.property === '$channel' ? channelName(filter.value) : filter.value;
  return needsValue(filter.op) ? `${propertyName(filter.property)} ${t(`op.${filter.op}`)} ${value}` : `${propertyName(filter.property)} ${t(`op.${filter.op}`)}`;
};

/** The definition with the numbers filled in. */
export function definition(question, events) {
  const { from, to } = resolveRange(question.range);
  const name = question.event ? displayName(events.find((each) => each.name === question.event) ?? { name: question.event }) : t('trend.any');
  const where = question.filters.filter(isReady).map(filterText).join(t('trend.and'));
  return t(`trend.definition.${question.measure}`, { from, to, event: name, interval: t(`interval.${question.interval}`).toLowerCase() })
    + (where ? t('trend.definition.where', { where }) : '')
    + (question.by ? t('trend.definition.by', { by: propertyName(question.by) }) : '')
    + t('trend.definition.merged');
}
