// Saves a journey's draft and has it checked: `check` is what the server says of it, null while that is not known.
import { shallowRef } from 'vue';
import { api } from 'console/api.js';
import { useAutosave } from 'console/lib/autosave.js';

export function useSaver(id, history, mayWrite) {
  const check = shallowRef(null);
  let checks = 0;
  async function validate() {
    const mine = (checks += 1);
    try {
      const answer = await api.post('/journeys/validate', history.state.value ?? {});
      if (mine === checks) check.value = answer;
    } catch {
      if (mine === checks) check.value = null; // the next change asks again
    }
  }
  const saver = useAutosave(history, {
    key: `journey.${id}`, wait: 600, mayWrite, load: () => api.get(`/journeys/${id}`),
    async put(draft, revision) {
      const [answer] = await Promise.all([api.put(`/journeys/${id}/draft`, { draft, revision }), validate()]);
      return answer;
    },
  });
  const begin = saver.begin;
  saver.begin = (found) => { begin(found); validate(); };
  saver.validate = validate;
  return Object.defineProperty(saver, 'check', { get: () => check.value });
}
