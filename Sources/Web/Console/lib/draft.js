// Unsaved form values survive leaving the page: they stay in this tab until saved or discarded.
import { reactive, watch } from 'vue';

export function useDraft(key, initial) {
  const name = `lianlu.draft.${key}`;
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(name));
  } catch {
    kept = null;
  }
  const form = reactive({ ...structuredClone(initial), ...kept });
  const keep = watch(form, () => {
    try {
      sessionStorage.setItem(name, JSON.stringify(form));
    } catch {
      // no storage: the draft lives as long as the page
    }
  });
  return {
    form,
    restored: kept !== null,
    clear(values = initial) {
      keep.pause();
      Object.assign(form, structuredClone(values));
      sessionStorage.removeItem(name);
      queueMicrotask(() => { sessionStorage.removeItem(name); keep.resume(); });
    },
  };
}
