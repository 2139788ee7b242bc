// Where a new journey may begin: flows of the trade, complete but for the texts that only you can write.
import { timeZone } from 'console/lib/format.js';

const ordered = '$order';
export const starts = [
  {
    key: 'cart', icon: 'bag',
    make: (pick) => ({
      entry: { type: 'event', event: pick('Add to Cart', 'Product Added', 'add_to_cart', 'AddToCart') }, entryMode: { mode: 'after_exit', minGapMinutes: 1440 }, goal: { event: pick('Order Completed', 'Order Paid', ordered), exits: true }, start: 'wait_for_event_1',
      nodes: [
        { id: 'wait_for_event_1', type: 'wait_for_event', event: pick('Order Completed', 'Order Paid', ordered), minutes: 30, matched: '', timeout: 'send_1' },
        { id: 'send_1', type: 'send', template: null, next: 'wait_1' }, { id: 'wait_1', type: 'wait', minutes: 1440, next: 'condition_1' },
        { id: 'condition_1', type: 'condition', rule: { all: [{ orders: 'sumFen', op: 'gte', value: 50000 }] }, yes: 'assign_1', no: '' }, { id: 'assign_1', type: 'assign', note: '', next: '' }],
    }),
  },
  {
    key: 'lead', icon: 'target',
    make: () => ({
      entry: { type: 'event', event: '$lead_created' }, entryMode: { mode: 'after_exit', minGapMinutes: 10080 }, goal: { event: '$lead_stage_changed', exits: true }, start: 'send_1',
      nodes: [
        { id: 'send_1', type: 'send', template: null, next: 'wait_for_event_1' }, { id: 'wait_for_event_1', type: 'wait_for_event', event: '$lead_followed_up', minutes: 1440, matched: '', timeout: 'send_2' },
        { id: 'send_2', type: 'send', template: null, next: 'wait_until_1' }, { id: 'wait_until_1', type: 'wait_until', days: 3, at: '10:00', next: 'assign_1' }, { id: 'assign_1', type: 'assign', note: '', next: '' }],
    }),
  },
  {
    key: 'winback', icon: 'refresh',
    make: (pick) => ({
      entry: { type: 'schedule', cron: '0 10 * * 2', zone: timeZone(), rule: { all: [{ orders: 'count', op: 'gte', value: 1 }, { not: { orders: 'count', op: 'gte', value: 1, within: '90d' } }] } }, entryMode: { mode: 'after_exit', minGapMinutes: 129600 }, holdout: 1000, goal: { event: pick('Order Completed', 'Order Paid', ordered), exits: true }, start: 'send_1',
      nodes: [{ id: 'send_1', type: 'send', template: null, next: 'wait_until_1' }, { id: 'wait_until_1', type: 'wait_until', days: 7, at: '10:00', next: 'split_1' }, { id: 'split_1', type: 'split', share: 5000, a: 'send_2', b: 'slot_1' },
        { id: 'send_2', type: 'send', template: null, next: '' }, { id: 'slot_1', type: 'slot', slot: '', hours: 168, next: '' }],
    }),
  },
  {
    key: 'care', icon: 'bag',
    make: (pick) => ({
      entry: { type: 'event', event: pick('Order Completed', 'Order Paid', ordered) }, entryMode: { mode: 'after_exit', minGapMinutes: 43200 }, start: 'wait_until_1',
      nodes: [{ id: 'wait_until_1', type: 'wait_until', days: 7, at: '10:00', next: 'send_1' }, { id: 'send_1', type: 'send', template: null, next: 'wait_until_2' }, { id: 'wait_until_2', type: 'wait_until', days: 30, at: '10:00', next: 'condition_1' },
        { id: 'condition_1', type: 'condition', rule: { all: [{ orders: 'count', op: 'gte', value: 1, within: '30d' }] }, yes: 'tag_1', no: 'send_2' }, { id: 'tag_1', type: 'tag', tag: '复购客户', on: true, next: '' }, { id: 'send_2', type: 'send', template: null, next: '' }],
    }),
  },
  { key: 'blank', icon: 'file', make: () => ({ entryMode: { mode: 'after_exit' }, nodes: [] }) },
];
