// A lead by hand: which customer, what about, who gets it.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { Button } from 'console/parts/Button.jsx';
import { Field, SearchBox, SelectField, TextField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { PersonLine } from 'console/parts/Person.jsx';
import { ErrorNotice, Skeleton } from 'console/parts/States.jsx';
import { showDialog, toast } from 'console/parts/dialogs.jsx';
import { peopleOptions } from '../lead/actions.jsx';

/** Resolves with the lead or false. */
export function createLead(people) {
  const form = reactive({ q: '', found: null, asking: false, customer: null, product: '', region: '', note: '', salesperson: null, error: null });
  let controller = null;
  const search = async (text) => {
    form.q = text;
    controller?.abort();
    if (!text) { form.found = null; form.asking = false; return; }
    const mine = (controller = new AbortController());
    form.asking = true;
    try {
      form.found = (await api.get('/search', { q: text }, { signal: mine.signal })).customers;
      form.error = null;
    } catch (error) {
      if (error.name === 'AbortError') return;
      form.error = error;
    }
    if (mine === controller) form.asking = false;
  };
  const choose = (customer) => { form.customer = customer; };
  const active = people.filter((person) => person.active);
  return showDialog({
    title: t('leads.new'),
    width: 560,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          const lead = await api.post('/leads', {
            customer: String(form.customer.id), product: form.product.trim() || undefined, region: form.region.trim() || undefined, note: form.note.trim() || undefined, salesperson: form.salesperson ?? undefined,
          });
          close(lead);
          toast(lead.touches > 0 ? t('leads.createdAgain') : lead.ownerName ? t('leads.createdFor', { name: lead.ownerName }) : t('leads.created'));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (form.customer) save(); }}>
          <Field label={t('leads.customer')} hint={form.customer ? undefined : t('leads.customer.hint')}>
            {form.customer
              ? <div class="leads-chosen"><span class="grow"><PersonLine customer={form.customer} /></span><Button small label={t('leads.other')} act={() => { choose(null); }} /></div>
              : (
                <>
                  <SearchBox placeholder={t('leads.customer.search')} modelValue={form.q} onUpdate:modelValue={search} />
                  {form.asking && !form.found?.length && <Skeleton count={2} />}
                  {form.found && !form.asking && form.found.length === 0 && <p class="muted small">{t('leads.customer.none')}</p>}
                  {form.found?.length > 0 && <ul class="leads-found">{form.found.slice(0, 8).map((customer) => (
                    <li key={customer.id}><button type="button" onClick={() => choose(customer)}><PersonLine customer={customer} /><Icon name="plus" size={16} /></button></li>
                  ))}</ul>}
                </>
              )}
          </Field>
          {form.customer && (
            <>
              <div class="form-row">
                <TextField label={t('lead.product')} optional maxlength="80" {...model(form, 'product')} />
                <TextField label={t('lead.region')} optional maxlength="80" {...model(form, 'region')} />
              </div>
              <TextField type="textarea" autogrow label={t('leads.note')} optional maxlength="500" placeholder={t('leads.note.placeholder')} {...model(form, 'note')} />
              <SelectField label={t('lead.owner')} searchable clearable placeholder={t('leads.byPolicy')} hint={t('leads.byPolicy.hint')} options={peopleOptions(active)} modelValue={form.salesperson} onUpdate:modelValue={(value) => { form.salesperson = value ?? null; }} />
            </>
          )}
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('leads.create')} disabled={!form.customer} act={save} /></div>
        </form>
      );
    },
  });
}
