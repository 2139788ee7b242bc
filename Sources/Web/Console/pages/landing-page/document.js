// What can be done to the content of a page: pure functions on its JSON (see docs/touchpoint.md for the model).

export const blockIcons = {
  hero: 'flag', text: 'list', image: 'image', video: 'play', features: 'columns', form: 'edit', phone: 'call', consult: 'chat', faq: 'help', countdown: 'clock', bar: 'minus',
};

// Content is plain JSON; examples come from reactive answers, which structuredClone refuses.
const copyOf = (value) => JSON.parse(JSON.stringify(value));

/** The list a variant shows: "B" has its own while an experiment runs. */
export const listName = (variant) => (variant === 'B' ? 'variantB' : 'blocks');
export const blocksOf = (content, variant) => content?.[listName(variant)] ?? [];

/** An id that no block of the page has. */
export function newId(content, type) {
  const taken = new Set([...blocksOf(content, 'A'), ...blocksOf(content, 'B')].map((block) => block.id));
  let number = 1;
  while (taken.has(`${type}-${number}`)) number += 1;
  return `${type}-${number}`;
}

// Addresses that lead nowhere are left out of examples: they are for people to fill in.
const withoutPlaceholders = (example) => Object.fromEntries(Object.entries(example).filter(([, value]) => !/^https?:\/\/[^/]*example\.com/.test(value)));

/** Puts a filled example of a type after the block `after` (or at the end); answers the new id. */
export function addBlock(content, variant, type, after) {
  const list = (content[listName(variant)] ??= []);
  const id = newId(content, type.type);
  const at = list.findIndex((block) => block.id === after);
  list.splice(at < 0 ? list.length : at + 1, 0, { ...withoutPlaceholders(copyOf(type.example ?? {})), id, type: type.type });
  return id;
}

export function moveBlock(content, variant, from, to) {
  const list = content[listName(variant)];
  list.splice(to, 0, ...list.splice(from, 1));
}

export function removeBlock(content, variant, id) {
  content[listName(variant)] = blocksOf(content, variant).filter((block) => block.id !== id);
}

export function duplicateBlock(content, variant, id) {
  const list = content[listName(variant)];
  const at = list.findIndex((block) => block.id === id);
  const copy = { ...copyOf(list[at]), id: newId(content, list[at].type) };
  list.splice(at + 1, 0, copy);
  return copy.id;
}

/** Sets one field of a block; empty texts and nulls leave no trace. */
export function setField(content, variant, id, name, value) {
  const block = blocksOf(content, variant).find((each) => each.id === id);
  if (!block) return;
  if (value === '' || value === null || value === undefined) delete block[name];
  else block[name] = value;
}

/** Begins an A/B test: B starts as a copy of A. */
export function beginExperiment(content, key) {
  content.experiment = { key, seed: '', split: 5000, traffic: 10000 };
  content.variantB = copyOf(content.blocks);
}

/** Ends it; the winner's blocks stay. */
export function endExperiment(content, winner) {
  if (winner === 'B') content.blocks = content.variantB ?? content.blocks;
  delete content.variantB;
  delete content.experiment;
}

/** The first words of a block, for lists. */
export function summary(block) {
  for (const name of ['title', 'label', 'text', 'question', 'alt', 'url']) {
    if (typeof block[name] === 'string' && block[name].trim()) return block[name].trim().replace(/\s+/g, ' ').slice(0, 60);
  }
  const first = Array.isArray(block.items) && block.items[0];
  return first ? String(first.title ?? first.question ?? '').slice(0, 60) : '';
}

const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value && typeof value === 'object') return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
  return value;
}

/**
 * What differs between two contents, for people: [{ kind: 'added'|'removed'|'changed'|'moved'|'settings'|'experiment', variant?, block?, fields? }].
 */
export function changes(before, after) {
  const found = [];
  const rootFields = [...new Set([...Object.keys(before?.root ?? {}), ...Object.keys(after.root ?? {})])].filter((name) => !same(before?.root?.[name], after.root?.[name]));
  if (before && rootFields.length) found.push({ kind: 'settings', fields: rootFields });
  if (before && !same(before.experiment ?? null, after.experiment ?? null)) found.push({ kind: 'experiment' });
  for (const variant of after.variantB || before?.variantB ? ['A', 'B'] : ['A']) {
    const old = blocksOf(before, variant);
    const now = blocksOf(after, variant);
    const stays = (list, other) => list.filter((block) => other.some((one) => one.id === block.id)).map((block) => block.id);
    const order = stays(old, now);
    const next = stays(now, old);
    for (const block of now) {
      const was = old.find((one) => one.id === block.id);
      if (!was) found.push({ kind: 'added', variant, block });
      else if (!same(was, block)) {
        const fields = [...new Set([...Object.keys(was), ...Object.keys(block)])].filter((name) => !same(was[name], block[name]));
        found.push({ kind: 'changed', variant, block, fields });
      } else if (order.indexOf(block.id) !== next.indexOf(block.id)) found.push({ kind: 'moved', variant, block });
    }
    for (const block of old) {
      if (!now.some((one) => one.id === block.id)) found.push({ kind: 'removed', variant, block });
    }
  }
  return found;
}

/** The problems of one block of one variant. A problem's place is "blocks[2]", "variantB[0]" or "root". */
export function problemsOf(problems, content, variant, id) {
  return (problems ?? []).filter((problem) => {
    const place = /^(blocks|variantB)\[(\d+)\]/.exec(problem.place ?? '');
    if (place) return place[1] === listName(variant) && blocksOf(content, variant)[Number(place[2])]?.id === id;
    return problem.block === id;
  });
}
