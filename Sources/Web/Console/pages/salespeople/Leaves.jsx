// Absences: who is away from when to when.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { setQuery } from 'console/router.jsx';
import { t } from 'console/i18n/index.js';
import { dateTime, parts } from 'console/lib/format.js';
import { model } from 'console/lib/model.js';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { Avatar, Badge } from 'console/parts/Status.jsx';
import { Empty, ErrorNotice, Failed } from 'console/parts/States.jsx';
import { confirm, showDialog, toast } from 'console/parts/dialogs.jsx';
import { instantOf } from '../lead/time.jsx';

const today = () => { const p = parts(Date.now()); return `${p.year}-${p.month}-${p.day}`; };

/** Resolves with true when it was saved. */
export function leaveForm(people, person) {
  const form = reactive({ salesperson: person?.id ?? null, from: `${today()}T09:00`, to: `${today()}T18:00`, cover: null, error: null });
  const options = people.filter((each) => each.active).map((each) => ({ value: each.id, label: each.name, caption: each.nodeName ?? undefined }));
  return showDialog({
    title: t('sales.leave.new'),
    width: 520,
    body: ({ close }) => {
      const ready = form.salesperson && form.from && form.to && form.from < form.to;
      const save = async () => {
        form.error = null;
        try {
          await api.post('/sales-leaves', { salesperson: form.salesperson, from: instantOf(form.from), to: instantOf(form.to), cover: form.cover ?? undefined });
          close(true);
          toast(t('sales.leave.saved'));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (ready) save(); }}>
          <SelectField label={t('sales.person')} searchable options={options} {...model(form, 'salesperson')} />
          <div class="form-row">
            <TextField type="datetime-local" label={t('sales.leave.from')} {...model(form, 'from')} />
            <TextField type="datetime-local" label={t('sales.leave.to')} error={form.from && form.to && form.from >= form.to ? t('sales.leave.order') : undefined} {...model(form, 'to')} />
          </div>
          <SelectField label={t('sales.leave.cover')} optional searchable clearable hint={t('sales.leave.cover.hint')} options={options.filter((each) => each.value !== form.salesperson)} modelValue={form.cover} onUpdate:modelValue={(value) => { form.cover = value ?? null; }} />
          <p class="muted small">{t('sales.leave.meaning')}</p>
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} disabled={!ready} act={save} /></div>
        </form>
      );
    },
  });
}

export const Leaves = ({ leaves, people, add }) => {
  const name = (id) => people.find((person) => person.id === id)?.name ?? t('sales.number', { n: id });
  const remove = (leave) => confirm({
    title: t('sales.leave.remove', { name: name(leave.salesperson) }), consequence: t('sales.leave.removeMeaning', { from: dateTime(leave.from), to: dateTime(leave.to) }), action: t('sales.leave.removeDo'), danger: true,
    act: async () => { await api.delete(`/sales-leaves/${leave.id}`); await leaves.reload(); },
  });
  const columns = [
    { key: 'who', label: t('sales.person'), main: true, sort: true, value: (leave) => name(leave.salesperson), render: (leave) => <span class="row"><Avatar name={name(leave.salesperson)} size={24} /><strong>{name(leave.salesperson)}</strong>{new Date(leave.from) <= Date.now() && <Badge tone="warn" dot label={t('sales.leave.now')} />}</span> },
    { key: 'from', label: t('sales.leave.from'), sort: true, render: (leave) => <span class="num nowrap">{dateTime(leave.from)}</span> },
    { key: 'to', label: t('sales.leave.to'), sort: true, render: (leave) => <span class="num nowrap">{dateTime(leave.to)}</span> },
    { key: 'cover', label: t('sales.leave.cover'), render: (leave) => (leave.cover ? name(leave.cover) : '') },
    { key: 'act', label: '', align: 'right', render: (leave) => <Button small kind="quiet" icon="trash" hint={t('sales.leave.removeDo')} act={() => { remove(leave); }} /> },
  ];
  if (leaves.error && !leaves.data) return <div class="card"><Failed error={leaves.error} retry={leaves.reload} /></div>;
  return (
    <DataTable label={t('sales.tab.leaves')} columns={columns} rows={leaves.data ?? []} loading={leaves.loading && !leaves.data} rowKey={(leave) => leave.id}>{{
      empty: () => <Empty icon="calendar" title={t('sales.leave.empty')} why={t('sales.leave.empty.why')}>{people.length > 0 ? <Button kind="primary" icon="plus" label={t('sales.leave.new')} act={add} /> : <Button label={t('sales.tab.people')} act={() => { setQuery({ tab: undefined }); }} />}</Empty>,
    }}</DataTable>
  );
};
Leaves.props = ['leaves', 'people', 'add'];
