// A file of spend: choose it, see what would happen, then let it happen.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { money, number } from 'console/lib/format.js';
import { model } from 'console/lib/model.js';
import { saveCSV } from 'console/lib/download.js';
import { Button } from 'console/parts/Button.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog } from 'console/parts/dialogs.jsx';
import { platforms } from '../origins/words.js';
import { platformName } from 'console/parts/media.jsx';

const columns = ['date', 'platform', 'account', 'campaign', 'campaignName', 'cost', 'impressions', 'clicks', 'conversions'];
const template = () => saveCSV(t('spend.template'), [columns.map((name) => t(`spend.column.${name}`)), ['2026-11-01', 'tencent_ads', '10001', 'cmp-1', t('spend.template.campaign'), '1280.50', '56000', '820', '36']]);

/** What an import did or would do. */
const Outcome = ({ answer }) => (
  <div class="stack tight">
    <dl class="spend-outcome">
      {['rows', 'added', 'changed', 'unchanged', 'failed'].map((key) => <div key={key}><dt>{t(`spend.out.${key}`)}</dt><dd class={['num', key === 'failed' && answer.failed > 0 && 'bad']}>{number(answer[key] ?? 0)}</dd></div>)}
      <div><dt>{t('spend.cost')}</dt><dd class="num">{money(answer.costFen)}</dd></div>
    </dl>
    {answer.columns && <p class="muted small">{t('spend.understood')} {Object.entries(answer.columns).map(([field, heading]) => `${heading} → ${columns.includes(field) || field === 'costFen' ? t(`spend.column.${field === 'costFen' ? 'cost' : field}`) : field}`).join(t('lpage.comma'))}</p>}
    {answer.errors?.length > 0 && <div class="notice warn"><Icon name="warning" /><div class="grow"><strong>{t('spend.lines', { n: answer.failed })}</strong>
      <ul class="spend-errors">{answer.errors.slice(0, 50).map((error, at) => <li key={at}><span class="num muted">{t('spend.line', { n: error.line })}</span> <span lang="en">{error.message}</span></li>)}</ul></div></div>}
    {answer.unmatched?.length > 0 && <div class="notice"><Icon name="flag" /><div class="grow"><strong>{t('spend.unmatched', { n: answer.unmatched.length })}</strong> <span class="soft">{t('spend.unmatched.why')}</span><div class="small muted">{answer.unmatched.slice(0, 12).join(t('lpage.comma'))}{answer.unmatched.length > 12 && ' …'}</div></div></div>}
  </div>
);
Outcome.props = ['answer'];

/** Resolves with what happened or false. */
export function importSpend() {
  const form = reactive({ file: null, platform: null, account: '', preview: null, error: null, busy: false, over: false });
  const ask = (dryRun) => api.upload('/media/spend/import', form.file, { dryRun: dryRun ? 'true' : undefined, platform: form.platform, account: form.account.trim() });
  const look = async () => {
    if (!form.file) return;
    Object.assign(form, { error: null, busy: true, preview: null });
    try {
      form.preview = await ask(true);
    } catch (error) {
      form.error = error;
    } finally {
      form.busy = false;
    }
  };
  const take = (file) => {
    form.file = file ?? null;
    look();
  };
  return showDialog({
    title: t('spend.import'),
    width: 660,
    body: ({ close }) => {
      const go = async () => {
        form.error = null;
        try {
          close(await ask(false));
        } catch (error) {
          form.error = error;
        }
      };
      const useful = form.preview && (form.preview.added > 0 || form.preview.changed > 0);
      return (
        <div class="form">
          <label class={['spend-drop', form.over && 'over']} onDragover={(event) => { event.preventDefault(); form.over = true; }} onDragleave={() => { form.over = false; }}
            onDrop={(event) => { event.preventDefault(); form.over = false; take(event.dataTransfer.files[0]); }}>
            <Icon name="upload" size={22} />
            <span>{form.file ? <strong>{form.file.name}</strong> : t('spend.choose')}</span>
            <span class="muted small">{t('spend.formats')}</span>
            <input type="file" accept=".csv,text/csv" class="sr-only" onChange={(event) => take(event.target.files[0])} />
          </label>
          <div class="form-row">
            <SelectField label={t('origins.platform')} optional clearable hint={t('spend.ifMissing')} options={platforms.map((value) => ({ value, label: platformName(value) }))} modelValue={form.platform} onUpdate:modelValue={(value) => { form.platform = value ?? null; look(); }} />
            <TextField label={t('spend.column.account')} optional hint={t('spend.ifMissing')} debounce="500" {...model(form, 'account', look)} />
          </div>
          <div><Button small kind="quiet" icon="download" label={t('spend.template.save')} act={template} /></div>
          {form.busy && <p class="muted small row"><Icon name="refresh" size={15} class="spin" />{t('spend.reading')}</p>}
          {form.preview && <section><h3>{t('spend.preview')}</h3><Outcome answer={form.preview} /></section>}
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} />
            <Button kind="primary" icon="upload" label={useful ? t('spend.importRows', { n: form.preview.added + form.preview.changed }) : t('spend.import')} disabled={!useful} act={go} /></div>
        </div>
      );
    },
  });
}
