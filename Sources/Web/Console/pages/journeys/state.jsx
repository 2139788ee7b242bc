// Pausing, resuming, ending: each says first what becomes of those who are inside.
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { confirm, toast } from 'console/parts/dialogs.jsx';

/** Its only moment came during the pause: nobody is let in by it behind anybody's back. */
const passOver = (journey, changed) => confirm({
  title: t('journeys.passed', { name: journey.name }), consequence: t('journeys.passed.means'), action: t('journeys.passed.act'),
  act: async () => {
    await api.post(`/journeys/${journey.id}/state`, { state: 'published', passOver: true });
    await changed();
    toast(t('journeys.to.published.done', { name: journey.name }));
  },
});

/** next: 'paused' | 'published' | 'ended' | 'draft'. */
export const setState = (journey, next, changed) => confirm({
  title: t(`journeys.to.${next}`, { name: journey.name }), consequence: t(`journeys.to.${next}.means`), action: t(`journeys.to.${next}.act`), danger: next === 'ended',
  act: async () => {
    try {
      await api.post(`/journeys/${journey.id}/state`, { state: next });
    } catch (error) {
      if (error.code !== 'moment_passed') throw error;
      passOver(journey, changed);
      return;
    }
    await changed();
    toast(t(`journeys.to.${next}.done`, { name: journey.name }));
  },
});
