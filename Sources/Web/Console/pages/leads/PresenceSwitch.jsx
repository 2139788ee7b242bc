// A salesperson's presence, whether new leads may come: one's own, or somebody's by a manager.
import { defineComponent, ref } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { number } from 'console/lib/format.js';
import { toast, toastError } from 'console/parts/dialogs.jsx';
import { presenceName, presenceTone, presences } from '../lead/words.jsx';

export const PresenceSwitch = defineComponent({
  name: 'PresenceSwitch',
  props: ['me', 'changed', 'other'], // other: a manager says it for somebody else
  setup(props) {
    const asked = ref(null);
    const pick = async (presence) => {
      if (presence === props.me.presence || asked.value) return;
      asked.value = presence;
      try {
        await api.put(`/salespeople/${props.other ? props.me.id : 'me'}/presence`, { presence });
        toast(props.other ? t('sales.presenceSet', { name: props.me.name, presence: presenceName(presence) }) : t(`lead.presence.now.${presence}`));
        await props.changed();
      } catch (error) {
        toastError(error);
      } finally {
        asked.value = null;
      }
    };
    return () => {
      const now = asked.value ?? props.me.presence;
      return (
        <div class="leads-presence">
          <div class="segmented" role="group" aria-label={t('lead.presence')}>{presences.map((presence) => (
            <button key={presence} type="button" aria-pressed={String(presence === now)} onClick={() => pick(presence)} title={t(`lead.presence.${presence}.meaning`)}><span class={['dot', presenceTone(presence)]} />{presenceName(presence)}</button>
          ))}</div>
          {!props.other && <span class="muted small num nowrap">{t('lead.loadOf', { load: number(props.me.load), capacity: number(props.me.capacity) })}</span>}
        </div>
      );
    };
  },
});
