// Display names of events, asked for once while the console is open.
import { ref } from 'vue';
import { api } from 'console/api.js';
import { can } from 'console/session.js';

const names = ref(new Map());
let asked = 0;

export function useEventNames() {
  if (can('dictionary.read') && Date.now() - asked > 300_000) {
    asked = Date.now();
    api.get('/dictionary/events').then((answer) => { names.value = new Map(answer.items.map((entry) => [entry.name, entry])); }).catch(() => { asked = 0; });
  }
  return names;
}
