// A button. `act` may return a promise: the button is busy until it settles.
import { defineComponent, ref } from 'vue';
import { Icon } from './Icon.jsx';
import { QTooltip } from '../lib/quasar.js';

/**
 * kind: 'primary' | 'quiet' | 'danger' | 'danger primary' | '' ; icon: name; label: text (or children);
 * with an icon and no text, `hint` is both the tooltip and the accessible name.
 */
export const Button = defineComponent({
  name: 'ConsoleButton',
  props: ['kind', 'icon', 'label', 'hint', 'small', 'act', 'disabled', 'busy', 'type', 'on', 'block'],
  setup(props, { slots }) {
    const working = ref(false);
    async function press(event) {
      if (props.disabled || working.value || !props.act) return;
      const result = props.act(event);
      if (!(result instanceof Promise)) return;
      working.value = true;
      try {
        await result;
      } finally {
        working.value = false;
      }
    }
    return () => {
      const text = slots.default?.() ?? props.label;
      const isBusy = working.value || props.busy;
      const named = Boolean(text);
      return (
        <button type={props.type ?? 'button'} disabled={props.disabled || isBusy} onClick={press}
          class={['btn', props.kind, props.small !== undefined && props.small !== false && 'small',
            !named && 'icon-only', props.on && 'on', props.block !== undefined && props.block !== false && 'block']}
          aria-label={named ? undefined : props.hint} aria-pressed={props.on === undefined ? undefined : String(Boolean(props.on))}>
          {isBusy ? <Icon name="refresh" size={16} class="spin" /> : props.icon && <Icon name={props.icon} size={props.small ? 16 : 17} />}
          {named && <span>{text}</span>}
          {props.hint && <QTooltip delay={350}>{props.hint}</QTooltip>}
        </button>
      );
    };
  },
});
