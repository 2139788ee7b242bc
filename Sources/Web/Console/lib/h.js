// The JSX factory. esbuild injects it into every file, so pages need not import it.
// One function or one plain object as the only child of a component means its slots.
import { Fragment, h as create, isVNode } from 'vue';

export { Fragment };

export function h(type, props, ...children) {
  if (children.length === 0) return create(type, props);
  if (typeof type === 'string' || type === Fragment) return create(type, props, children);
  const only = children.length === 1 ? children[0] : undefined;
  if (typeof only === 'function') return create(type, props, { default: only });
  if (only && typeof only === 'object' && !isVNode(only) && !Array.isArray(only)) return create(type, props, only);
  return create(type, props, { default: () => children });
}
