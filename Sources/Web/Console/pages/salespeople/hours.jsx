// Working hours in words and as a form.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { timeZone } from 'console/lib/format.js';
import { model } from 'console/lib/model.js';
import { Button } from 'console/parts/Button.jsx';
import { Field, SelectField, TextField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog, toast } from 'console/parts/dialogs.jsx';
import { zoneName, zones } from 'console/parts/TimeRange.jsx';

export const weekdays = [1, 2, 3, 4, 5, 6, 7];
export const dayName = (day) => t(`sales.day.${day}`);
const clockText = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const minutesOf = (text, isEnd) => {
  const match = /^(\d{1,2}):(\d{2})/.exec(text ?? '');
  if (!match) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return isEnd && minutes === 0 ? 1440 : minutes;
};
export const shiftText = (shifts) => (shifts.length ? shifts.map(([start, end]) => `${clockText(start)}–${clockText(end)}`).join(' ') : t('sales.closed'));

/** "周一至周五 09:00–18:00；周六 10:00–16:00" */
export function hoursWords(calendar) {
  const groups = [];
  for (const [at, shifts] of calendar.weekly.entries()) {
    const words = shiftText(shifts);
    const last = groups.at(-1);
    if (last?.words === words) last.to = at + 1;
    else groups.push({ from: at + 1, to: at + 1, words, empty: shifts.length === 0 });
  }
  const open = groups.filter((group) => !group.empty);
  if (open.length === 0) return t('sales.alwaysClosed');
  return open.map((group) => `${group.from === group.to ? dayName(group.from) : t('sales.days', { from: dayName(group.from), to: dayName(group.to) })} ${group.words}`).join(t('sales.and'));
}

const shiftsForm = (shifts) => shifts.map(([start, end]) => ({ start: clockText(start), end: clockText(end === 1440 ? 0 : end) }));
const shiftsBody = (shifts) => shifts.map((shift) => [minutesOf(shift.start), minutesOf(shift.end, true)]);
const shiftsOk = (shifts) => shifts.every((shift) => {
  const [start, end] = [minutesOf(shift.start), minutesOf(shift.end, true)];
  return start !== null && end !== null && start < end;
});

const Shifts = ({ shifts, label }) => (
  <div class="sales-shifts">
    {shifts.map((shift, at) => (
      <span key={at} class="sales-shift">
        <input type="time" aria-label={t('sales.from', { day: label })} value={shift.start} onInput={(event) => { shift.start = event.target.value; }} />
        <span class="muted">–</span>
        <input type="time" aria-label={t('sales.to', { day: label })} value={shift.end} onInput={(event) => { shift.end = event.target.value; }} />
        <Button small kind="quiet" icon="close" hint={t('sales.removeShift')} act={() => { shifts.splice(at, 1); }} />
      </span>
    ))}
    {shifts.length === 0 && <span class="muted">{t('sales.closed')}</span>}
    <Button small kind="quiet" icon="plus" hint={t('sales.addShift')} act={() => { const last = shifts.at(-1); shifts.push(last ? { start: last.end, end: '20:00' } : { start: '09:00', end: '18:00' }); }} />
  </div>
);
Shifts.props = ['shifts', 'label'];

/** Resolves with the calendar or false. */
export function hoursForm(calendar) {
  const usual = [[540, 1080]];
  const form = reactive({
    name: calendar?.name ?? '', zone: calendar?.zone ?? timeZone(), error: null,
    weekly: (calendar?.weekly ?? [usual, usual, usual, usual, usual, [], []]).map(shiftsForm),
    exceptions: Object.entries(calendar?.exceptions ?? {}).map(([date, shifts]) => ({ date, shifts: shiftsForm(shifts) })),
  });
  return showDialog({
    title: calendar ? t('sales.hours.edit', { name: calendar.name }) : t('sales.hours.new'),
    width: 640,
    body: ({ close }) => {
      const dates = form.exceptions.map((each) => each.date);
      const ready = form.name.trim() && form.weekly.every(shiftsOk) && form.exceptions.every((each) => /^\d{4}-\d{2}-\d{2}$/.test(each.date) && shiftsOk(each.shifts)) && new Set(dates).size === dates.length;
      const save = async () => {
        form.error = null;
        const body = { name: form.name.trim(), zone: form.zone, weekly: form.weekly.map(shiftsBody), exceptions: Object.fromEntries(form.exceptions.map((each) => [each.date, shiftsBody(each.shifts)])) };
        try {
          close(calendar ? await api.put(`/sales-calendars/${calendar.id}`, body) : await api.post('/sales-calendars', body));
          toast(t('common.saved'));
        } catch (error) {
          form.error = error;
        }
      };
      const copyDown = () => { for (const at of [1, 2, 3, 4]) form.weekly[at] = form.weekly[0].map((shift) => ({ ...shift })); };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (ready) save(); }}>
          <div class="form-row">
            <TextField label={t('sales.hours.name')} autofocus maxlength="60" placeholder={t('sales.hours.example')} {...model(form, 'name')} />
            <SelectField label={t('sales.hours.zone')} searchable options={zones().map((value) => ({ value, label: zoneName(value) }))} {...model(form, 'zone')} />
          </div>
          <Field label={t('sales.hours.week')}>
            <div class="sales-week">{weekdays.map((day, at) => (
              <div key={day} class="sales-week-day"><span class="sales-week-name">{dayName(day)}</span><Shifts shifts={form.weekly[at]} label={dayName(day)} />
                {at === 0 && <Button small kind="quiet" icon="copy" hint={t('sales.hours.copy')} act={copyDown} />}</div>
            ))}</div>
          </Field>
          <Field label={t('sales.hours.exceptions')} hint={t('sales.hours.exceptions.hint')}>
            <div class="stack tight">
              {form.exceptions.map((each, at) => (
                <div key={at} class="sales-week-day"><input type="date" class="sales-date" aria-label={t('sales.hours.date')} value={each.date} onInput={(event) => { each.date = event.target.value; }} /><Shifts shifts={each.shifts} label={each.date} />
                  <Button small kind="quiet" icon="trash" hint={t('sales.hours.removeDate')} act={() => { form.exceptions.splice(at, 1); }} /></div>
              ))}
              <div><Button small icon="plus" label={t('sales.hours.addDate')} act={() => { form.exceptions.push({ date: '', shifts: [] }); }} /></div>
            </div>
          </Field>
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} disabled={!ready} act={save} /></div>
        </form>
      );
    },
  });
}
