// Pausing, resuming, ending: each says first what becomes of those who are inside.
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { confirm, toast } from 'console/parts/dialogs.jsx';

/** next: 'paused' | 'published' | 'ended' | 'draft'. */
export const setState = (journey, next, changed) => confirm({
  title: t(`journeys.to.${next}`, { name: journey.name }), consequence: t(`journeys.to.${next}.means`), action: t(`journeys.to.${next}.act`), danger: next === 'ended',
  act: async () => {
    await api.post(`/journeys/${journey.id}/state`, { state: next });
    await changed();
    toast(t(`journeys.to.${next}.done`, { name: journey.name }));
  },
});
