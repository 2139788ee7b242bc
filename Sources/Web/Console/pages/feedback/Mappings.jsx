// Which stage becomes which event of the platform. A version is never edited: a change makes the next one, from now on.
import { defineComponent, reactive, ref } from 'vue';
import { api } from 'console/api.js';
import { mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { dateTime } from 'console/lib/format.js';
import { actorName } from 'console/lib/people.js';
import { model } from 'console/lib/model.js';
import { inLanguage } from 'console/lib/words.js';
import { QToggle } from 'console/lib/quasar.js';
import { Button } from 'console/parts/Button.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { PlainTable } from 'console/parts/PlainTable.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, ErrorNotice } from 'console/parts/States.jsx';
import { toast } from 'console/parts/dialogs.jsx';
import { eventCode, eventName, stageName, stages } from './words.jsx';

export const Mappings = defineComponent({
  name: 'FeedbackMappings',
  props: ['account', 'platform', 'changed'],
  setup(props) {
    const list = useLoad(async (signal) => (await api.get(`/media/accounts/${props.account.id}/mappings`, null, { signal })).items, () => props.account.id);
    const editing = ref(null);
    const begin = (version) => { editing.value = reactive({ rows: version.rows.map((row) => ({ unit: 'none', once: false, ...row })), note: '', error: null }); };
    const save = async () => {
      const form = editing.value;
      form.error = null;
      try {
        await api.post(`/media/accounts/${props.account.id}/mappings`, { note: form.note.trim() || undefined, rows: form.rows.filter((row) => row.stage && row.event) });
        editing.value = null;
        await Promise.all([list.reload(), props.changed()]);
        toast(t('feedback.map.saved'));
      } catch (error) {
        form.error = error;
      }
    };
    const rowsTable = (rows) => (
      <PlainTable class="feedback-mapping" head={['feedback.stage', 'feedback.event', 'feedback.amount', 'feedback.times'].map((key) => ({ label: t(key) }))} rows={rows.map((row) => ({ cells: [
        <strong class="nowrap">{stageName(row.stage)}</strong>, <>{eventName(props.platform, row.event)} <code class="muted small">{eventCode(props.platform, row.event)}</code></>,
        <span class="nowrap">{t(`feedback.unit.${row.unit ?? 'none'}`)}</span>, <span class="nowrap">{t(row.once ? 'feedback.once' : 'feedback.every')}</span>,
      ] }))} />
    );
    const editor = () => {
      const form = editing.value;
      const events = (props.platform?.events ?? []).map((event) => ({ value: event.code, label: inLanguage(event.label) || event.code, caption: event.code + (event.negative ? ` · ${t('feedback.negative')}` : '') }));
      return (
        <section class="form">
          <p class="soft small">{t('feedback.map.means')}</p>
          {form.rows.map((row, at) => (
            <div key={at} class="feedback-map-row">
              <SelectField aria-label={t('feedback.stage')} options={stages.map((value) => ({ value, label: stageName(value) }))} {...model(row, 'stage')} />
              <SelectField aria-label={t('feedback.event')} searchable options={events} {...model(row, 'event')} />
              <SelectField aria-label={t('feedback.amount')} options={['none', 'fen', 'yuan'].map((value) => ({ value, label: t(`feedback.unit.${value}`) }))} {...model(row, 'unit')} />
              <QToggle dense label={t('feedback.once')} {...model(row, 'once')} />
              <Button small kind="quiet" icon="trash" hint={t('common.delete')} act={() => { form.rows.splice(at, 1); }} />
            </div>
          ))}
          <div><Button small icon="plus" label={t('feedback.map.add')} act={() => { form.rows.push({ stage: stages.find((stage) => !form.rows.some((row) => row.stage === stage)) ?? stages[0], event: props.platform?.events?.[0]?.code ?? '', unit: 'none', once: false }); }} /></div>
          <TextField label={t('feedback.map.note')} optional hint={t('feedback.map.noteHint')} maxlength="200" {...model(form, 'note')} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { editing.value = null; }} /><Button kind="primary" label={t('feedback.map.save', { n: (props.account.mappingVersion ?? 0) + 1 })} disabled={form.rows.length === 0} act={save} /></div>
        </section>
      );
    };
    return () => (editing.value ? editor() : (
      <Async state={list} kind="rows" count={5}>{(versions) => (
        <div class="stack">
          {mayChange('media.write') && versions[0] && <div><Button icon="edit" label={t('feedback.map.edit')} act={() => { begin(versions[0]); }} /></div>}
          {versions.map((version, at) => (
            <details key={version.version} class="feedback-version" open={at === 0 || undefined}>
              <summary class="row wrap"><strong>{t('lpage.ver.name', { n: version.version })}</strong>{(version.inForce ?? at === 0) && <Badge tone="good" dot label={t('feedback.map.inForce')} />}<span class="muted small num">{dateTime(version.createdAt)} · {actorName(version.createdBy)}</span>{version.note && <span class="soft small">{version.note === 'standard' ? t('feedback.map.standard') : version.note}</span>}</summary>
              {rowsTable(version.rows)}
            </details>
          ))}
        </div>
      )}</Async>
    ));
  },
});
