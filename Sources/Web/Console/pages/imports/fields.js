// What a column may mean, by what the rows are; as POST /api/imports/{id}/preview takes it.
export const targets = ['events', 'customers', 'orders', 'products', 'leads'];
/** A file may speak of anybody; only leads come from somebody who sees a part of the organisation. */
export const targetsOf = (seesAll) => (seesAll ? targets : ['leads']);

const identifiers = ['user_id', 'phone', 'email', 'unionid', 'openid', 'external_userid', 'member_id', 'anonymous_id', 'device_id'];

const plain = {
  events: ['event', 'time', 'message_id'],
  customers: ['time', 'tag'],
  orders: ['order_id', 'status', 'placed_at', 'paid_at', 'total', 'discount', 'shipping', 'refunded', 'product_id', 'product_name', 'category', 'quantity', 'price'],
  products: ['product_id', 'name', 'category', 'price'],
  leads: ['name', 'note', 'product', 'region', 'origin', 'time'],
};
/** What every other column becomes. */
export const rest = { events: 'property', customers: 'trait', orders: 'property', products: 'attribute', leads: 'property' };

export const identifierFields = (target) => (target === 'products' ? [] : identifiers);
export const plainFields = (target) => plain[target];
/** Free fields of a target: property:<name> … */
export const freeFields = (target) => ({ events: ['property', 'trait'], customers: ['trait'], orders: ['property'], products: ['attribute'], leads: ['property'] }[target]);

export const isIdentifier = (field) => identifiers.includes(field) || field.startsWith('identifier:');

/** "property:city" → { kind: 'property', name: 'city' }; "user_id" → { kind: 'user_id' } */
export function split(field) {
  const at = (field ?? '').indexOf(':');
  return at < 0 ? { kind: field ?? '', name: '' } : { kind: field.slice(0, at), name: field.slice(at + 1) };
}

/** The mapping for another target: what fits stays, what does not becomes the target's free field. */
export function remap(mapping, columns, target) {
  const made = {};
  const taken = new Set();
  for (const column of columns) {
    const field = mapping[column.name];
    if (!field) continue;
    const { kind, name } = split(field);
    const fits = name ? freeFields(target).includes(kind) || kind === 'identifier' : plain[target].includes(field) || (isIdentifier(field) && target !== 'products');
    if (fits && (name || !taken.has(field) || field === 'tag')) made[column.name] = field;
    else made[column.name] = `${rest[target]}:${name || column.name}`;
    taken.add(made[column.name]);
  }
  for (const [column, field] of Object.entries(mapping)) if (column.endsWith('.*') && freeFields(target).includes(split(field).kind)) made[column] = field;
  return made;
}

/** What the mapping still lacks, as keys of texts. */
export function missing(mapping, target, options) {
  const fields = Object.values(mapping).filter(Boolean);
  const has = (field) => fields.includes(field);
  const lacks = [];
  if (target !== 'products' && !fields.some(isIdentifier)) lacks.push(target === 'orders' ? null : 'identifier');
  if (target === 'events' && !has('event') && !options.event?.trim()) lacks.push('event');
  if (target === 'events' && !has('time')) lacks.push('time');
  if (target === 'orders' && !has('order_id')) lacks.push('order_id');
  if (target === 'products' && !has('product_id')) lacks.push('product_id');
  return lacks.filter(Boolean);
}
