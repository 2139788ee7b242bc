// What the pages of media share: why a figure is 不可得, the gross margin that ROI needs.
import { reactive } from 'vue';
import { api } from '../api.js';
import { t, tOr } from '../i18n/index.js';
import { Button } from './Button.jsx';
import { TextField } from './Fields.jsx';
import { ErrorNotice } from './States.jsx';
import { showDialog, toast, toastError } from './dialogs.jsx';

/** no_spend → "没有投放消耗数据" */
export const unavailableReason = (code) => (code ? tOr(`quality.no.${code}`, code) : undefined);

export const platformName = (platform) => tOr(`platform.${platform}`, platform);

/** Asks for gross margin and window; resolves with true when they were changed. */
export async function askMargin() {
  let now;
  try {
    now = await api.get('/media/settings');
  } catch (error) {
    toastError(error);
    return false;
  }
  const form = reactive({ margin: now.grossMarginPercent ?? '', days: now.valueWindowDays ?? 90, error: null });
  const done = await showDialog({
    title: t('quality.settings'),
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          await api.patch('/media/settings', { grossMarginPercent: form.margin === '' || form.margin === null ? null : Number(form.margin), valueWindowDays: Number(form.days) });
          close(true);
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); save(); }}>
          <TextField type="number" min="0" max="100" step="0.1" suffix="%" label={t('quality.margin')} hint={t('quality.margin.hint')} autofocus modelValue={form.margin} onUpdate:modelValue={(value) => { form.margin = value; }} />
          <TextField type="number" min="1" max="365" suffix={t('quality.days')} label={t('quality.window')} hint={t('quality.window.hint')} modelValue={form.days} onUpdate:modelValue={(value) => { form.days = value; }} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} act={save} /></div>
        </form>
      );
    },
  });
  if (done) toast(t('common.saved'));
  return done;
}
