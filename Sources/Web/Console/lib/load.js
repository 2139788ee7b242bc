// Loading data for a page. Keeps the old answer on screen while a new one is fetched,
// drops answers that come too late, and says when it takes long enough to offer "cancel".
import { getCurrentScope, onScopeDispose, reactive, watch } from 'vue';

/**
 * @param fetcher (signal) => Promise
 * @param depends optional getter; the data are fetched again when its value changes
 */
export function useLoad(fetcher, depends) {
  let controller = null;
  let timers = [];
  const state = reactive({
    data: null, error: null, loading: false, slow: false, verySlow: false,
    async reload() {
      controller?.abort();
      const mine = (controller = new AbortController());
      timers.forEach(clearTimeout);
      timers = [setTimeout(() => { state.slow = true; }, 1000), setTimeout(() => { state.verySlow = true; }, 3000)];
      state.loading = true;
      try {
        const data = await fetcher(mine.signal);
        if (mine !== controller) return;
        state.data = data;
        state.error = null;
      } catch (error) {
        if (mine !== controller || error.name === 'AbortError') return;
        state.error = error;
      } finally {
        if (mine === controller) finish();
      }
    },
    cancel() {
      controller?.abort();
      finish();
    },
  });
  function finish() {
    timers.forEach(clearTimeout);
    state.loading = state.slow = state.verySlow = false;
  }
  if (depends) watch(depends, () => state.reload(), { immediate: true, deep: true });
  else state.reload();
  if (getCurrentScope()) onScopeDispose(() => { controller?.abort(); finish(); });
  return state;
}

/** A list in pages: items so far, and more() for the next page. */
export function usePages(fetcher, depends) {
  const first = useLoad((signal) => fetcher({ limit: 100 }, signal), depends);
  const state = reactive({
    first, rest: [], next: undefined, loadingMore: false, moreError: null,
    get items() { return first.data ? [...first.data.items, ...state.rest] : []; },
    get hasMore() { return Boolean(state.next === undefined ? first.data?.next : state.next); },
    async more() {
      const after = state.next === undefined ? first.data?.next : state.next;
      if (!after || state.loadingMore) return;
      const started = first.data;
      state.loadingMore = true;
      try {
        const answer = await fetcher({ limit: 100, after });
        if (first.data !== started) return;
        state.rest.push(...answer.items);
        state.next = answer.next ?? null;
        state.moreError = null;
      } catch (error) {
        state.moreError = error;
      } finally {
        state.loadingMore = false;
      }
    },
  });
  watch(() => first.data, () => { state.rest = []; state.next = undefined; });
  return state;
}

/** Repeats while the page is visible. */
export function usePolling(action, seconds) {
  const timer = setInterval(() => { if (!document.hidden) action(); }, seconds * 1000);
  const wake = () => { if (!document.hidden) action(); };
  document.addEventListener('visibilitychange', wake);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', wake);
  });
}
