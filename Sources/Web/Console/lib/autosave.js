// Saves a draft soon after each change, one request at a time, and notices when somebody else saved meanwhile.
import { onBeforeUnmount, onMounted, shallowReactive, watch } from 'vue';

/**
 * history: lib/history.js of the content. options: key (of this tab's storage), wait (ms of silence), load() → the whole thing with its revision,
 * put(content, revision) → { revision, … }, took(answer) after loading and after each save, mayWrite().
 * The answer: begin(found) after loading; save(); force() saves over somebody else's; forget(). What is not saved yet is kept in this tab, and comes back when
 * the page is opened again (restored).
 */
export function useAutosave(history, { key, wait = 500, load, put, took = () => {}, mayWrite = () => true }) {
  const kept = `lianlu.${key}`;
  let timer = 0;
  let asked = false;
  const state = shallowReactive({
    revision: 0, saved: null, saving: false, savedAt: null, error: null, conflict: false, restored: false,
    get dirty() { return history.state.value !== null && history.state.value !== state.saved; },
    begin(found) {
      const content = found.draft && typeof found.draft === 'object' ? found.draft : {};
      Object.assign(state, { revision: found.revision, saved: content, conflict: false, error: null, restored: false });
      history.reset(content);
      const mine = mayWrite() ? read(kept) : null;
      if (mine && mine.revision === found.revision && JSON.stringify(mine.content) !== JSON.stringify(content)) {
        history.change(() => mine.content);
        state.restored = true;
      } else {
        sessionStorage.removeItem(kept);
      }
      took(found);
    },
    async save() {
      clearTimeout(timer);
      if (state.saving) { asked = true; return; }
      if (!state.dirty || state.conflict || !mayWrite()) return;
      const content = history.state.value;
      state.saving = true;
      try {
        const answer = await put(content, state.revision);
        Object.assign(state, { revision: answer.revision, saved: content, savedAt: Date.now(), error: null });
        took(answer);
        if (history.state.value === content) sessionStorage.removeItem(kept);
      } catch (error) {
        state.error = error;
        state.conflict = error.status === 409;
      } finally {
        state.saving = false;
      }
      if (asked) {
        asked = false;
        if (!state.error) await state.save();
      }
    },
    async force() {
      const found = await load();
      Object.assign(state, { revision: found.revision, conflict: false, error: null });
      await state.save();
    },
    forget() { sessionStorage.removeItem(kept); },
  });

  watch(() => history.state.value, (value) => {
    if (value === null || value === state.saved || !mayWrite()) return;
    try {
      sessionStorage.setItem(kept, JSON.stringify({ revision: state.revision, content: value }));
    } catch {
      // no storage: the draft lives as long as the page
    }
    clearTimeout(timer);
    timer = setTimeout(() => state.save(), wait);
  });
  const warn = (event) => { if (state.dirty) event.preventDefault(); };
  onMounted(() => window.addEventListener('beforeunload', warn));
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', warn);
    state.save();
  });
  return state;
}

function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}
