// Saves the draft soon after each change, one request at a time, has it checked, and notices when somebody else saved meanwhile.
import { onBeforeUnmount, onMounted, shallowReactive, watch } from 'vue';
import { api } from 'console/api.js';

const WAIT = 600; // milliseconds of silence

export function useAutosave(id, history, mayWrite) {
  const kept = `lianlu.journey.${id}`;
  let timer = 0;
  let asked = false;
  let checks = 0;
  const state = shallowReactive({
    revision: 0, saved: null, saving: false, savedAt: null, error: null, conflict: false, restored: false, check: null, checking: false,
    get dirty() { return history.state.value !== null && history.state.value !== state.saved; },
    begin(journey) {
      const draft = journey.draft && typeof journey.draft === 'object' ? journey.draft : {};
      Object.assign(state, { revision: journey.revision, saved: draft, conflict: false, error: null, restored: false });
      history.reset(draft);
      const mine = mayWrite() ? read(kept) : null;
      if (mine && mine.revision === journey.revision && JSON.stringify(mine.draft) !== JSON.stringify(draft)) {
        history.change(() => mine.draft);
        state.restored = true;
      } else {
        sessionStorage.removeItem(kept);
      }
      state.validate();
    },
    async validate() {
      const mine = (checks += 1);
      state.checking = true;
      try {
        const answer = await api.post('/journeys/validate', history.state.value ?? {});
        if (mine === checks) state.check = answer;
      } catch {
        if (mine === checks) state.check = null; // the next change asks again
      } finally {
        if (mine === checks) state.checking = false;
      }
    },
    async save() {
      clearTimeout(timer);
      if (state.saving) { asked = true; return; }
      if (!state.dirty || state.conflict || !mayWrite()) return;
      const draft = history.state.value;
      state.saving = true;
      try {
        const [answer] = await Promise.all([api.put(`/journeys/${id}/draft`, { draft, revision: state.revision }), state.validate()]);
        Object.assign(state, { revision: answer.revision, saved: draft, savedAt: Date.now(), error: null });
        if (history.state.value === draft) sessionStorage.removeItem(kept);
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
    /** Keeps this window's draft: saves it over the other one. */
    async force() {
      const journey = await api.get(`/journeys/${id}`);
      Object.assign(state, { revision: journey.revision, conflict: false, error: null });
      await state.save();
    },
    forget() { sessionStorage.removeItem(kept); },
  });

  watch(() => history.state.value, (value) => {
    if (value === null || value === state.saved || !mayWrite()) return;
    try {
      sessionStorage.setItem(kept, JSON.stringify({ revision: state.revision, draft: value }));
    } catch {
      // no storage: the draft lives as long as the page
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
