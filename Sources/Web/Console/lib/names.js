// The names of things the API mentions by number or code. A list is asked for once, when the first of its names is wanted; names appear when they come.
import { reactive } from 'vue';
import { api } from '../api.js';
import { can } from '../session.js';

const lists = {
  origin: { path: '/origins', needs: 'touchpoints.read', key: 'code' },
  journey: { path: '/journeys', needs: 'journeys.read', key: 'id' },
  template: { path: '/templates', needs: 'messages.read', key: 'id' },
  pool: { path: '/lead-pools', needs: 'leads.read', key: 'id' },
  salesperson: { path: '/salespeople', needs: 'leads.read', key: 'id' },
};
const known = reactive(new Map());
const asked = new Map(); // kind → when
const AGAIN = 300_000;

function learn(kind) {
  const list = lists[kind];
  if (!can(list.needs) || Date.now() - (asked.get(kind) ?? 0) < AGAIN) return;
  asked.set(kind, Date.now());
  api.get(list.path, null, { quiet: true }).then((answer) => {
    for (const item of answer.items) known.set(`${kind}:${item[list.key]}`, item.name);
  }).catch(() => {});
}

/** nameOf('origin', 'tencent') → its name; undefined where there is none, or while it is on its way. */
export function nameOf(kind, id) {
  if (id === null || id === undefined || id === '') return undefined;
  const name = known.get(`${kind}:${id}`);
  if (name === undefined) learn(kind);
  return name;
}

/** An origin's name by its code; the code itself where nobody registered it. */
export const originName = (code) => (code ? nameOf('origin', code) ?? code : '');
