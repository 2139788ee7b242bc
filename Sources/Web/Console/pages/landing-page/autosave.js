// Saves the draft soon after each change, one request at a time, and notices when somebody else saved meanwhile.
import { onBeforeUnmount, onMounted, shallowReactive, watch } from 'vue';
import { api } from 'console/api.js';

const WAIT = 450; // milliseconds of silence

/**
 * history: lib/history.js of the content. begin(page) after loading; take(): go on from what the server has; force(): save over it.
 * What is not saved yet is kept in this tab, and comes back when the page is opened again.
 */
export function useAutosave(id, history) {
  const kept = `lianlu.page.${id}`;
  let timer = 0;
  let asked = false;
  const state = shallowReactive({
    revision: 0, saved: null, saving: false, savedAt: null, error: null, conflict: false, problems: [], restored: false,
    get dirty() { return history.state.value !== null && history.state.value !== state.saved; },
    begin(page) {
      Object.assign(state, { revision: page.revision, saved: page.draft, problems: page.problems ?? [], conflict: false, error: null, restored: false });
      history.reset(page.draft);
      const mine = read(kept);
      if (mine && mine.revision === page.revision && JSON.stringify(mine.content) !== JSON.stringify(page.draft)) {
        history.change(() => mine.content);
        state.restored = true;
      } else {
        sessionStorage.removeItem(kept);
      }
    },
    async save() {
      clearTimeout(timer);
      if (state.saving) { asked = true; return; }
      if (!state.dirty || state.conflict) return;
      const content = history.state.value;
      state.saving = true;
      try {
        const answer = await api.put(`/pages/${id}/draft`, { content, revision: state.revision });
        Object.assign(state, { revision: answer.revision, problems: answer.problems ?? [], saved: content, savedAt: Date.now(), error: null });
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
    /** Keeps this window's text: saves it over the other one. */
    async force() {
      const page = await api.get(`/pages/${id}`);
      Object.assign(state, { revision: page.revision, conflict: false, error: null });
      await state.save();
    },
  });

  watch(() => history.state.value, (value) => {
    if (value === null || value === state.saved) return;
    try {
      sessionStorage.setItem(kept, JSON.stringify({ revision: state.revision, content: value }));
    } catch {
      // no storage: the text lives as long as the page
    }
    clearTimeout(timer);
    timer = setTimeout(() => state.save(), WAIT);
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
