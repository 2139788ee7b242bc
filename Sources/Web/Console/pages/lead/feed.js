// What happens to leads, as it happens.
import { onScopeDispose, reactive } from 'vue';
import { api } from 'console/api.js';

const kinds = ['assigned', 'reassigned', 'touch', 'pooled', 'claimed', 'changed', 'waiting', 'quarantine'];

/**
 * Calls told({ kind, lead, mine }) for each thing that happens, and changed() soon after the last of several (also once a
 * minute, and after the connection was lost). Answers { connected }.
 */
export function useLeadFeed({ told, changed }) {
  const state = reactive({ connected: false });
  let timer = 0;
  let lost = false;
  const soon = () => { timer ||= setTimeout(() => { timer = 0; changed(); }, 350); };
  const stream = new EventSource(api.address('/leads/stream'));
  stream.addEventListener('ready', () => {
    state.connected = true;
    if (lost) soon();
    lost = false;
  });
  stream.onerror = () => {
    state.connected = false;
    lost = true;
  };
  for (const kind of kinds) {
    stream.addEventListener(kind, (event) => {
      told?.({ kind, ...JSON.parse(event.data) });
      soon();
    });
  }
  const wake = () => { if (!document.hidden) soon(); };
  const minute = setInterval(wake, 60_000);
  document.addEventListener('visibilitychange', wake);
  onScopeDispose(() => {
    stream.close();
    clearTimeout(timer);
    clearInterval(minute);
    document.removeEventListener('visibilitychange', wake);
  });
  return state;
}
