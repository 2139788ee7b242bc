// A salesperson's settings: fields shared by "new" and the drawer.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { can } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { number } from 'console/lib/format.js';
import { QToggle } from 'console/lib/quasar.js';
import { Button } from 'console/parts/Button.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog, toast } from 'console/parts/dialogs.jsx';
import { hoursWords } from './hours.jsx';

const listText = (list) => (list ?? []).join('、');
export const listOf = (text) => [...new Set((text ?? '').split(/[,，、;；\n]+/).map((part) => part.trim()).filter(Boolean))];

export const personValues = (person) => ({
  account: person?.account ?? null, name: person?.name ?? '', phone: '', removePhone: false, email: person?.email ?? '', node: person?.node ?? null,
  share: person ? person.weight / 10 : 100, capacity: person?.capacity ?? 20, dailyCap: person?.dailyCap ?? 0, regions: listText(person?.regions), products: listText(person?.products),
  channels: person?.channels ?? [], calendar: person?.calendar ?? null, active: person?.active ?? true,
});
export const personBody = (form) => ({
  account: can('users.write') ? form.account : undefined, name: form.name.trim(), phone: form.removePhone ? '' : form.phone.trim() || undefined, email: form.email.trim(), node: form.node,
  weight: Math.round(Number(form.share) * 10), capacity: Number(form.capacity), dailyCap: Number(form.dailyCap), regions: listOf(form.regions), products: listOf(form.products),
  channels: form.channels ?? [], calendar: form.calendar, active: form.active,
});
export const personReady = (form) => Boolean(form.name.trim()) && Number(form.share) >= 0.1 && Number(form.share) <= 1000 && Number.isInteger(Number(form.capacity)) && Number(form.capacity) >= 1 && Number(form.capacity) <= 1000
  && Number.isInteger(Number(form.dailyCap)) && Number(form.dailyCap) >= 0 && String(form.dailyCap) !== '';

/** around: { users, taken, tree, channels, calendars }; person when it exists. */
export const PersonFields = ({ form, around, person }) => {
  const accounts = (around.users ?? []).filter((user) => user.status !== 'disabled').map((user) => ({ value: user.id, label: user.name, caption: [user.email, t(`role.${user.role}`), around.taken.has(user.id) && user.id !== person?.account ? t('sales.account.taken') : ''].filter(Boolean).join(' · ') }));
  const pickAccount = (value) => {
    form.account = value ?? null;
    const user = around.users?.find((each) => each.id === value);
    if (!user) return;
    if (!form.name.trim()) form.name = user.name;
    if (!form.email.trim()) form.email = user.email ?? '';
    if (form.node === null && user.node) form.node = user.node.id ?? user.node;
  };
  return (
    <>
      {can('users.write') && <SelectField label={t('sales.account')} optional searchable clearable placeholder={t('sales.account.none')} hint={t('sales.account.hint')} options={accounts} modelValue={form.account} onUpdate:modelValue={pickAccount} />}
      <div class="form-row">
        <TextField label={t('sales.name')} maxlength="60" {...model(form, 'name')} />
        <SelectField label={t('sales.node')} optional searchable clearable options={around.tree ?? []} modelValue={form.node} onUpdate:modelValue={(value) => { form.node = value ?? null; }} />
      </div>
      <div class="sales-numbers">
        <TextField type="number" min="1" max="1000" label={t('sales.capacity')} suffix={t('sales.leadsUnit')} hint={t('sales.capacity.hint')} {...model(form, 'capacity')} />
        <TextField type="number" min="0" max="10000" label={t('sales.dailyCap')} suffix={t('sales.leadsUnit')} hint={t(Number(form.dailyCap) === 0 ? 'sales.dailyCap.none' : 'sales.dailyCap.hint')} {...model(form, 'dailyCap')} />
        <TextField type="number" min="1" max="1000" step="1" label={t('sales.share')} suffix="%" hint={t('sales.share.hint')} {...model(form, 'share')} />
      </div>
      <SelectField label={t('sales.hours')} optional clearable placeholder={t('sales.hours.always')} hint={t('sales.hours.hint')} options={(around.calendars ?? []).map((calendar) => ({ value: calendar.id, label: calendar.name, caption: hoursWords(calendar) }))} modelValue={form.calendar} onUpdate:modelValue={(value) => { form.calendar = value ?? null; }} />
      <div class="form-row">
        <TextField label={t('sales.regions')} optional placeholder={t('sales.regions.example')} hint={t(listOf(form.regions).length ? 'sales.regions.hint' : 'sales.regions.all')} {...model(form, 'regions')} />
        <TextField label={t('sales.products')} optional placeholder={t('sales.products.example')} hint={t(listOf(form.products).length ? 'sales.products.hint' : 'sales.products.all')} {...model(form, 'products')} />
      </div>
      <SelectField label={t('sales.channels')} optional multiple placeholder={t('sales.channels.none')} hint={t('sales.channels.hint')} options={(around.channels ?? []).map((channel) => ({ value: channel.id, label: channel.name, caption: t(`channels.medium.${channel.medium}`) }))} modelValue={form.channels} onUpdate:modelValue={(value) => { form.channels = value ?? []; }} />
      <div class="form-row">
        <div class="field">
          <TextField label={t('sales.phone')} optional inputmode="tel" maxlength="30" disable={form.removePhone} placeholder={person?.phone || undefined} hint={t(person?.phone ? 'sales.phone.kept' : 'sales.phone.hint')} {...model(form, 'phone')} />
          {person?.phone && <button type="button" class="link small" onClick={() => { form.removePhone = !form.removePhone; form.phone = ''; }}>{t(form.removePhone ? 'sales.phone.keep' : 'sales.phone.remove')}</button>}
        </div>
        <TextField label={t('sales.email')} optional type="email" maxlength="200" {...model(form, 'email')} />
      </div>
      <div><QToggle dense label={t(form.active ? 'sales.active' : 'sales.inactive')} {...model(form, 'active')} /><p class="muted small">{t(form.active ? 'sales.active.meaning' : 'sales.inactive.meaning', { n: number(person?.load ?? 0) })}</p></div>
    </>
  );
};
PersonFields.props = ['form', 'around', 'person'];

/** Resolves with the salesperson or false. */
export function createPerson(around) {
  const form = reactive({ ...personValues(null), error: null });
  return showDialog({
    title: t('sales.new'),
    width: 640,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          close(await api.post('/salespeople', personBody(form)));
          toast(t('sales.created', { name: form.name.trim() }));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (personReady(form)) save(); }}>
          <PersonFields form={form} around={around} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('sales.create')} disabled={!personReady(form)} act={save} /></div>
        </form>
      );
    },
  });
}
