// A small history-mode router: the address is the state. Pages are loaded when first visited.
import { computed, defineComponent, reactive, ref, shallowReactive, shallowRef, watch } from 'vue';
import pages from 'collected-pages';
import { routes } from './routes.js';

const table = routes
  .filter((entry) => entry.page in pages)
  .map((entry) => ({
    ...entry,
    pattern: new RegExp('^' + entry.path.replace(/:(\w+)/g, '(?<$1>[^/]+)') + '/?$'),
  }));

export const isAvailable = (name) => table.some((entry) => entry.name === name);
export const entryNamed = (name) => table.find((entry) => entry.name === name);

/** Where we are: { name, entry, params, query, path }. */
export const route = shallowReactive({ name: '', entry: null, params: {}, query: {}, path: '/' });

function read() {
  const path = location.pathname;
  for (const entry of table) {
    const match = entry.pattern.exec(path);
    if (match) {
      const params = Object.fromEntries(Object.entries(match.groups ?? {}).map(([k, v]) => [k, decodeURIComponent(v)]));
      return { name: entry.name, entry, params, path };
    }
  }
  return { name: 'not-found', entry: null, params: {}, path };
}

function update() {
  Object.assign(route, read(), { query: Object.fromEntries(new URLSearchParams(location.search)) });
}

window.addEventListener('popstate', update);
update();

export function href(path, query) {
  const search = new URLSearchParams(
    Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== ''));
  return search.size ? `${path}?${search}` : path;
}

/** Go to a path of the console. `replace` leaves no step in the history. */
export function go(path, { query, replace = false } = {}) {
  const target = href(path, query);
  const samePage = target.split('?')[0] === location.pathname;
  if (target === location.pathname + location.search) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', target);
  update();
  if (!samePage) window.scrollTo(0, 0);
}

/** One query parameter as a ref: shareable, and Back undoes it unless `replace`. */
export function useQuery(key, fallback = '', { replace = true } = {}) {
  const home = route.name;
  const last = ref(route.query[key] ?? fallback);
  watch(() => route.query[key], (value) => { if (route.name === home) last.value = value ?? fallback; });
  return computed({
    get: () => last.value,
    set: (value) => {
      const stored = value === fallback || value === null || value === '' ? undefined : value;
      go(location.pathname, { query: { ...route.query, [key]: stored }, replace });
    },
  });
}

/** Sets several query parameters in one step. */
export function setQuery(values, { replace = true } = {}) {
  go(location.pathname, { query: { ...route.query, ...values }, replace });
}

export const Link = (props, { slots }) => {
  const { to, query, ...rest } = props;
  const follow = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to, { query });
  };
  return <a href={href(to, query)} onClick={follow} {...rest}>{slots.default?.()}</a>;
};
Link.inheritAttrs = false;

/** Shows the page of the current route. */
export const PageView = defineComponent({
  name: 'PageView',
  props: ['skeleton', 'failed', 'missing'],
  setup(props) {
    const loaded = shallowReactive(new Map());
    const failure = shallowRef(null);
    const waiting = reactive({ shown: false });
    let timer = 0;
    async function load(entry) {
      failure.value = null;
      if (!entry || loaded.has(entry.page)) return;
      waiting.shown = false;
      timer = setTimeout(() => { waiting.shown = true; }, 80);
      try {
        loaded.set(entry.page, (await pages[entry.page]()).default);
      } catch (error) {
        failure.value = error;
      } finally {
        clearTimeout(timer);
      }
    }
    watch(() => route.entry, load, { immediate: true });
    return () => {
      if (!route.entry) return <props.missing />;
      if (failure.value) return <props.failed error={failure.value} retry={() => load(route.entry)} />;
      const Page = loaded.get(route.entry.page);
      if (!Page) return waiting.shown ? <props.skeleton /> : null;
      return <Page key={route.entry.page + (route.params.id ?? '')} {...route.params} />;
    };
  },
});
