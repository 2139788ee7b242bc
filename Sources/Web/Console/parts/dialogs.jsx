// Questions and messages that any code may raise: confirm(), showDialog(), toast(), toastError().
import { defineComponent, ref, shallowReactive } from 'vue';
import { Notify, QDialog, QInput } from '../lib/quasar.js';
import { t } from '../i18n/index.js';
import { Button } from './Button.jsx';
import { ErrorNotice, errorWords } from './States.jsx';

const open = shallowReactive([]);
let count = 0;

/** Opens a dialog. `body` is a function of { close(result) } returning nodes. Resolves with the result. */
export function showDialog({ title, body, width = 480 }) {
  return new Promise((resolve) => {
    const entry = { id: (count += 1), title, body, width, shown: ref(true), result: undefined, resolve };
    open.push(entry);
  });
}

/**
 * Asks before something is done. Name the thing and the consequence.
 * `reason: true` asks for a reason (resolves with it); `typed` must be typed to go on.
 * `act(reason)` is run while the dialog is open: a failure is shown in it.
 */
export function confirm({ title, consequence, action, danger = false, reason = false, typed = null, act }) {
  const form = shallowReactive({ reason: '', typed: '', error: null });
  return showDialog({
    title,
    body: ({ close }) => {
      const ready = (!reason || form.reason.trim()) && (!typed || form.typed.trim() === typed);
      const go = async () => {
        form.error = null;
        try {
          const answer = await act?.(form.reason.trim());
          close(reason ? form.reason.trim() : answer ?? true);
        } catch (error) {
          form.error = error;
        }
      };
      return [
        <p class="soft consequence">{consequence}</p>,
        reason && <QInput outlined dense autofocus autogrow maxlength="500" label={t('dialog.reason')} modelValue={form.reason} onUpdate:modelValue={(value) => { form.reason = value ?? ''; }} />,
        typed && <QInput outlined dense label={t('dialog.type', { text: typed })} modelValue={form.typed} onUpdate:modelValue={(value) => { form.typed = value ?? ''; }} />,
        form.error && <ErrorNotice error={form.error} />,
        <div class="row end dialog-actions">
          <Button label={t('common.cancel')} act={() => { close(false); }} />
          <Button kind={danger ? 'danger primary' : 'primary'} label={action} disabled={!ready} act={go} />
        </div>,
      ];
    },
  });
}

/** A short message at the bottom. `undo` adds a button. */
export function toast(message, { undo } = {}) {
  Notify.create({
    message, position: 'bottom', timeout: undo ? 8000 : 3000,
    actions: undo ? [{ label: t('common.undo'), color: 'white', handler: undo }] : undefined,
  });
}

/** Says what went wrong and what to do. */
export function toastError(error) {
  const words = errorWords(error);
  Notify.create({ message: words.what, caption: [words.todo, words.detail].filter(Boolean).join(' '), position: 'bottom', timeout: 7000, classes: 'failed', actions: [{ label: t('common.close'), color: 'white' }] });
}

export const DialogHost = defineComponent({
  name: 'DialogHost',
  setup() {
    return () => open.map((entry) => {
      const close = (result) => { entry.result = result; entry.shown.value = false; };
      return (
        <QDialog key={entry.id} modelValue={entry.shown.value} onUpdate:modelValue={(value) => { entry.shown.value = value; }}
          onHide={() => { open.splice(open.indexOf(entry), 1); entry.resolve(entry.result ?? false); }}>{() => (
            <div class="dialog" style={`width:${entry.width}px`} role="document" aria-label={entry.title}>
              <header><h2>{entry.title}</h2><Button small kind="quiet" icon="close" hint={t('common.close')} act={() => { close(false); }} /></header>
              <DialogBody body={entry.body} close={close} />
            </div>
          )}</QDialog>
      );
    });
  },
});

// Its own component, so that what the body reads re-renders the body alone.
const DialogBody = defineComponent({
  name: 'DialogBody',
  props: ['body', 'close'],
  setup: (props) => () => <div class="dialog-body">{props.body({ close: props.close })}</div>,
});
