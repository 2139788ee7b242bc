// "Send again": rejected and expired conversions of a time, after showing how many that is.
import { reactive, watch } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { resolveRange } from 'console/lib/range.js';
import { number } from 'console/lib/format.js';
import { model } from 'console/lib/model.js';
import { QCheckbox } from 'console/lib/quasar.js';
import { Button } from 'console/parts/Button.jsx';
import { SelectField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { TimeRange } from 'console/parts/TimeRange.jsx';
import { showDialog, toast } from 'console/parts/dialogs.jsx';

export async function replay({ accounts, account, range }) {
  const form = reactive({ account, range, rejected: true, expired: true, matched: null, error: null });
  const body = (dryRun) => ({ account: form.account ?? undefined, states: ['rejected', 'expired'].filter((state) => form[state]), ...resolveRange(form.range), dryRun });
  const look = async () => {
    form.error = null;
    form.matched = null;
    if (!form.rejected && !form.expired) return;
    try {
      form.matched = (await api.post('/media/conversions/replay', body(true))).matched;
    } catch (error) {
      form.error = error;
    }
  };
  const stop = watch(() => [form.account, form.range, form.rejected, form.expired], look, { immediate: true });
  const done = await showDialog({
    title: t('feedback.replay'),
    body: ({ close }) => {
      const go = async () => {
        form.error = null;
        try {
          close(await api.post('/media/conversions/replay', body(false)));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <div class="form">
          <p class="soft">{t('feedback.replay.means')}</p>
          <SelectField label={t('feedback.account')} clearable placeholder={t('feedback.allAccounts')} options={accounts.map((each) => ({ value: each.id, label: each.name }))} modelValue={form.account} onUpdate:modelValue={(value) => { form.account = value ?? null; }} />
          <div class="row wrap"><TimeRange value={form.range} onPick={(value) => { form.range = value; }} />
            <QCheckbox dense label={t('feedback.state.rejected')} {...model(form, 'rejected')} /><QCheckbox dense label={t('feedback.state.expired')} {...model(form, 'expired')} /></div>
          {form.matched !== null && <p>{t('feedback.replay.matched', { n: number(form.matched) })}</p>}
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" icon="refresh" label={t('feedback.replay.go', { n: number(form.matched ?? 0) })} disabled={!form.matched} act={go} /></div>
        </div>
      );
    },
  });
  stop();
  if (done) toast(t('feedback.replay.done', { n: number(done.queued) }));
  return done;
}
