// A masked value (138****8000) with an eye that reveals it. Revealing is recorded in the audit log.
import { defineComponent, ref, watch } from 'vue';
import { t } from '../i18n/index.js';
import { can } from '../session.js';
import { Button } from './Button.jsx';
import { toastError } from './dialogs.jsx';

export const isMasked = (value) => typeof value === 'string' && value.includes('***');

/** value: as the server gave it; reveal(): a promise of the whole value. */
export const Masked = defineComponent({
  name: 'ConsoleMasked',
  props: ['value', 'reveal'],
  setup(props) {
    const whole = ref(null);
    watch(() => props.value, () => { whole.value = null; });
    async function reveal() {
      try {
        whole.value = await props.reveal();
      } catch (error) {
        toastError(error);
      }
    }
    return () => (
      <span class="row" style="gap:2px;display:inline-flex">
        <span class="num">{whole.value ?? props.value}</span>
        {props.reveal && isMasked(props.value) && can('customers.reveal') && (whole.value
          ? <Button small kind="quiet" icon="eyeOff" hint={t('common.hide')} act={() => { whole.value = null; }} />
          : <Button small kind="quiet" icon="eye" hint={t('masked.reveal')} act={reveal} />)}
      </span>
    );
  },
});
