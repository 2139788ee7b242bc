// A value with undo and redo. Changes with the same `group` that follow each other closely (typing) are one step.
import { computed, shallowReactive } from 'vue';

const MOST = 100;
const TOGETHER = 900; // milliseconds

export function useHistory(initial) {
  const state = shallowReactive({ value: initial, past: [], future: [] });
  let last = { group: null, at: 0 };
  return {
    state,
    canUndo: computed(() => state.past.length > 0),
    canRedo: computed(() => state.future.length > 0),
    /** Replaces the value; `change` gets a copy it may alter. */
    change(change, group = null) {
      const next = JSON.parse(JSON.stringify(state.value)); // plain JSON; a reactive proxy inside does no harm
      const answer = change(next);
      const value = answer ?? next;
      const now = Date.now();
      const joins = group !== null && last.group === group && now - last.at < TOGETHER;
      if (!joins) state.past = [...state.past.slice(1 - MOST), state.value];
      last = { group, at: now };
      state.future = [];
      state.value = value;
    },
    undo() {
      if (state.past.length === 0) return;
      last = { group: null, at: 0 };
      state.future = [...state.future, state.value];
      state.value = state.past.at(-1);
      state.past = state.past.slice(0, -1);
    },
    redo() {
      if (state.future.length === 0) return;
      last = { group: null, at: 0 };
      state.past = [...state.past, state.value];
      state.value = state.future.at(-1);
      state.future = state.future.slice(0, -1);
    },
    /** Starts anew from a value, without a past. */
    reset(value) {
      last = { group: null, at: 0 };
      Object.assign(state, { value, past: [], future: [] });
    },
  };
}
