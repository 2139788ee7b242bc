// Copies a text; says so.
import { defineComponent, ref } from 'vue';
import { t } from '../i18n/index.js';
import { Button } from './Button.jsx';

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // plain http has no clipboard API; a selected field does it
    const field = Object.assign(document.createElement('textarea'), { value: text });
    field.style.position = 'fixed';
    field.style.opacity = '0';
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
}

/** `label` beside the icon is optional; `small` and `quiet` by default. */
export const Copy = defineComponent({
  name: 'ConsoleCopy',
  props: ['text', 'label'],
  setup(props) {
    const done = ref(false);
    async function copy() {
      await copyText(props.text);
      done.value = true;
      setTimeout(() => { done.value = false; }, 1600);
    }
    return () => <Button small kind="quiet" icon={done.value ? 'check' : 'copy'} hint={done.value ? t('common.copied') : t('common.copy')}
      label={done.value && props.label ? t('common.copied') : props.label} act={() => { copy(); }} />;
  },
});
