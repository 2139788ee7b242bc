// Saves a landing page's draft; `problems` is what the server finds in it.
import { shallowRef } from 'vue';
import { api } from 'console/api.js';
import { useAutosave } from 'console/lib/autosave.js';

export function useSaver(id, history) {
  const problems = shallowRef([]);
  const saver = useAutosave(history, {
    key: `page.${id}`, wait: 450, load: () => api.get(`/pages/${id}`), put: (content, revision) => api.put(`/pages/${id}/draft`, { content, revision }),
    took: (answer) => { problems.value = answer.problems ?? []; },
  });
  return Object.defineProperty(saver, 'problems', { get: () => problems.value });
}
