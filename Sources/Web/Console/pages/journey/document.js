// The journey as JSON: its steps are a graph, drawn from top to bottom. An edge is { from: step or null (the entry), port }.

export const ports = {
  wait: ['next'], wait_until: ['next'], send: ['next'], slot: ['next'], tag: ['next'], assign: ['next'], webhook: ['next'],
  wait_for_event: ['matched', 'timeout'], condition: ['yes', 'no'], split: ['a', 'b'], exit: [],
};
export const stepIcons = {
  wait: 'clock', wait_until: 'calendar', wait_for_event: 'pulse', condition: 'filter', split: 'split', send: 'send', slot: 'window', tag: 'tag',
  assign: 'person', webhook: 'plug', exit: 'signOut',
};
export const portsOf = (node) => ports[node?.type] ?? [];
export const isBranch = (node) => portsOf(node).length === 2;
export const nodesOf = (draft) => (Array.isArray(draft?.nodes) ? draft.nodes : []);
export const find = (draft, id) => (id ? nodesOf(draft).find((node) => node.id === id) : undefined);
export const startOf = (draft) => draft?.start ?? nodesOf(draft)[0]?.id ?? '';
/** port "join" is where both ways of a branch meet: every edge of the branch that leads there. */
export const targetOf = (draft, edge) => (edge.from === null ? startOf(draft) : edge.port === 'join' ? edge.to : find(draft, edge.from)?.[edge.port] ?? '');

function setTarget(draft, edge, id) {
  if (edge.from === null) draft.start = id;
  else if (edge.port === 'join') {
    for (const each of blockOf(draft, find(draft, edge.from))) {
      const inside = find(draft, each);
      for (const port of portsOf(inside)) if (inside[port] === edge.to) inside[port] = id;
    }
  }
  else find(draft, edge.from)[edge.port] = id;
}

/** Every step that can be reached from one, in the order one meets them. */
function reachable(draft, from, stop = '') {
  const seen = new Set();
  const queue = [from];
  while (queue.length) {
    const id = queue.shift();
    const node = id && id !== stop && !seen.has(id) && find(draft, id);
    if (!node) continue;
    seen.add(id);
    queue.push(...portsOf(node).map((port) => node[port] ?? ''));
  }
  return seen;
}

/** Where both ways of a branch meet again; "" when they do not. */
export function joinOf(draft, node) {
  const [a, b] = portsOf(node).map((port) => node[port] ?? '');
  if (!a || !b) return '';
  const right = reachable(draft, b, node.id);
  for (const id of reachable(draft, a, node.id)) if (right.has(id)) return id;
  return '';
}
/** What follows a step and everything that hangs in it. */
const after = (draft, node) => (isBranch(node) ? joinOf(draft, node) : node.next ?? '');
/** The step with what hangs in its branches. */
export const blockOf = (draft, node) => (isBranch(node) ? reachable(draft, node.id, joinOf(draft, node)) : new Set([node.id]));

/** Every edge that leads to a step. */
function edgesTo(draft, id) {
  const found = startOf(draft) === id ? [{ from: null, port: 'start' }] : [];
  for (const node of nodesOf(draft)) for (const port of portsOf(node)) if ((node[port] ?? '') === id) found.push({ from: node.id, port });
  return found;
}

const fresh = {
  wait: () => ({ minutes: 1440 }), wait_until: () => ({ days: 1, at: '10:00' }), wait_for_event: () => ({ event: '', minutes: 1440 }), condition: () => ({ rule: { all: [] } }),
  split: () => ({ share: 5000 }), send: () => ({ template: null }), slot: () => ({ slot: '', hours: 168 }), tag: () => ({ tag: '', on: true }), assign: () => ({ note: '' }),
  webhook: () => ({ channel: null, event: 'journey' }), exit: () => ({}),
};

export function freshID(draft, type) {
  const taken = new Set(nodesOf(draft).map((node) => node.id));
  let n = 1;
  while (taken.has(`${type}_${n}`)) n += 1;
  return `${type}_${n}`;
}

/** Puts a new step on an edge; what followed follows both its ways. Returns its id. */
export function insert(draft, edge, type) {
  draft.nodes = nodesOf(draft);
  const target = draft.nodes.length ? targetOf(draft, edge) : '';
  const node = { id: freshID(draft, type), type, ...fresh[type]() };
  for (const port of ports[type]) node[port] = target;
  draft.start = startOf(draft);
  draft.nodes.push(node);
  setTarget(draft, edge, node.id);
  prune(draft);
  return node.id;
}

/** Ending here must not lose what follows. */
export function mayEnd(draft, edge) {
  const copy = JSON.parse(JSON.stringify(draft ?? {}));
  const before = nodesOf(copy).length;
  insert(copy, edge, 'exit');
  return copy.nodes.length === before + 1;
}

/** Leads an edge to a step that is there. */
export function connect(draft, edge, id) {
  setTarget(draft, edge, id);
  prune(draft);
}

/** Takes a step away, with what hangs in its branches. */
export function remove(draft, id) {
  const node = find(draft, id);
  const next = after(draft, node);
  const gone = blockOf(draft, node);
  for (const edge of edgesTo(draft, id)) if (edge.from === null || !gone.has(edge.from)) setTarget(draft, edge, next);
  draft.nodes = draft.nodes.filter((each) => each.id !== id);
  prune(draft);
}

export const mayDuplicate = (draft, node) => node.type !== 'exit' && (!isBranch(node) || joinOf(draft, node) !== '');

/** A second one behind the first, branches and all. Returns its id. */
export function duplicate(draft, id) {
  const node = find(draft, id);
  const [next, block] = [after(draft, node), [...blockOf(draft, node)]];
  const names = new Map();
  const copies = block.map((each) => {
    const copy = JSON.parse(JSON.stringify(find(draft, each)));
    copy.id = freshID({ nodes: [...draft.nodes, ...[...names.values()].map((name) => ({ id: name }))] }, copy.type);
    names.set(each, copy.id);
    return copy;
  });
  for (const copy of copies) for (const port of portsOf(copy)) copy[port] = names.get(copy[port]) ?? copy[port] ?? '';
  for (const each of block) {
    const inside = find(draft, each);
    for (const port of portsOf(inside)) if ((inside[port] ?? '') === next) inside[port] = names.get(id);
  }
  draft.nodes.push(...copies);
  return names.get(id);
}

/** Whether a step (with its branches) may be put on an edge. */
export function mayMove(draft, id, edge) {
  const node = find(draft, id);
  return Boolean(node) && node.type !== 'exit' && targetOf(draft, edge) !== id && (edge.from === null || !blockOf(draft, node).has(edge.from));
}

/** Takes a step with its branches out, and puts it on another edge. */
export function move(draft, id, edge) {
  const node = find(draft, id);
  const [next, block] = [after(draft, node), blockOf(draft, node)];
  for (const each of edgesTo(draft, id)) if (each.from === null || !block.has(each.from)) setTarget(draft, each, next);
  const target = targetOf(draft, edge);
  for (const each of block) {
    const inside = find(draft, each);
    for (const port of portsOf(inside)) if ((inside[port] ?? '') === next) inside[port] = target;
  }
  setTarget(draft, edge, id);
  prune(draft);
}

/** Forgets steps to which no way leads. */
export function prune(draft) {
  const kept = reachable(draft, startOf(draft));
  draft.nodes = nodesOf(draft).filter((node) => kept.has(node.id));
  if (!draft.nodes.length) delete draft.start;
}

/**
 * The drawing: a list of { kind: 'edge', edge }, { kind: 'node', node, joins?, branches?: [{ port, open, items }] }, { kind: 'jump', edge, to }, { kind: 'end', edge }.
 * A step that is drawn elsewhere is a jump: two ways meet there, or one goes round. `open`: the branch leads to where both meet.
 */
export function layout(draft) {
  const drawn = new Set();
  const chain = (edge, stop, elsewhere) => {
    const items = [];
    for (;;) {
      const id = nodesOf(draft).length ? targetOf(draft, edge) : '';
      items.push({ kind: 'edge', edge });
      if (id && id === stop) return { items, open: true };
      const node = find(draft, id);
      if (!node) { items.push({ kind: id ? 'lost' : 'end', edge, to: id }); return { items, open: false }; }
      if (drawn.has(id) || elsewhere.has(id)) { items.push({ kind: 'jump', edge, to: id }); return { items, open: false }; }
      drawn.add(id);
      if (!isBranch(node)) {
        items.push({ kind: 'node', node });
        if (node.type === 'exit' || !ports[node.type]) return { items, open: false };
        edge = { from: id, port: 'next' };
        continue;
      }
      const join = joinOf(draft, node);
      const meets = join && (join === stop || (!drawn.has(join) && !elsewhere.has(join))) ? join : '';
      const others = stop && meets !== stop ? new Set([...elsewhere, stop]) : elsewhere;
      const branches = portsOf(node).map((port) => ({ port, ...chain({ from: id, port }, meets, others) }));
      const joins = Boolean(meets) && branches.some((branch) => branch.open);
      items.push({ kind: 'node', node, branches, joins });
      if (meets === stop || !joins) return { items, open: joins && meets === stop };
      edge = { from: id, port: 'join', to: meets };
    }
  };
  return chain({ from: null, port: 'start' }, '', new Set()).items;
}

/** How many steps are drawn, by type. */
export const countOf = (draft, type) => nodesOf(draft).filter((node) => node.type === type).length;

/** Minutes or seconds of a wait as { n, unit }. */
export function lengthOf(node) {
  if (node.seconds) return node.seconds % 60 ? { n: node.seconds, unit: 's' } : lengthOf({ minutes: node.seconds / 60 });
  const minutes = node.minutes ?? 0;
  if (minutes && minutes % 1440 === 0) return { n: minutes / 1440, unit: 'd' };
  if (minutes && minutes % 60 === 0) return { n: minutes / 60, unit: 'h' };
  return { n: minutes, unit: 'm' };
}
export function setLength(node, n, unit) {
  delete node.seconds;
  delete node.minutes;
  if (unit === 's') node.seconds = n;
  else node.minutes = n * { m: 1, h: 60, d: 1440 }[unit];
}
