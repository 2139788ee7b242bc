// Takes events and customers out as files. Every export is in the audit log.
import { defineComponent, reactive } from 'vue';
import { QToggle } from 'console/lib/quasar.js';
import { api } from 'console/api.js';
import { t, displayName } from 'console/i18n/index.js';
import { can } from 'console/session.js';
import { useLoad } from 'console/lib/load.js';
import { number, timeZone } from 'console/lib/format.js';
import { resolveRange } from 'console/lib/range.js';
import { model } from 'console/lib/model.js';
import { Field, Segmented, SelectField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { TimeRange } from 'console/parts/TimeRange.jsx';

export const Export = defineComponent({
  name: 'ImportsExport',
  setup() {
    const events = reactive({ range: '30d', event: '', format: 'csv', reveal: false });
    const customers = reactive({ format: 'csv', reveal: false });
    const dictionary = useLoad(async (signal) => (can('dictionary.read') ? (await api.get('/dictionary/events', null, { signal })).items : []));
    const needsReveal = () => events.format === 'parquet';
    const address = {
      events: () => api.address('/export/events', { ...resolveRange(events.range), timeZone: timeZone(), event: events.event, format: events.format, reveal: events.reveal ? 'true' : undefined }),
      customers: () => api.address('/export/customers', { format: customers.format, reveal: customers.reveal ? 'true' : undefined }),
    };
    const formats = (values, form) => <Field label={t('exports.format')}><div><Segmented label={t('exports.format')} value={form.format} options={values.map((value) => ({ value, label: t(`exports.format.${value}`) }))} onPick={(value) => { form.format = value; }} /></div></Field>;
    const reveal = (form) => can('customers.reveal') && <QToggle dense label={t('exports.reveal')} {...model(form, 'reveal')} />;
    return () => (
      <div class="grid-2 exports">
        <section class="card">
          <header><Icon name="pulse" size={18} class="muted" /><h3>{t('exports.events')}</h3></header>
          <div class="body form">
            <p class="soft">{t('exports.events.meaning')}</p>
            <Field label={t('exports.range')}><div><TimeRange value={events.range} onPick={(value) => { events.range = value; }} /></div></Field>
            <SelectField label={t('common.event')} searchable options={[{ value: '', label: t('trend.any') }, ...(dictionary.data ?? []).map((entry) => ({ value: entry.name, label: displayName(entry), caption: t('trend.in30d', { name: entry.name, n: number(entry.events30d) }) }))]} {...model(events, 'event')} />
            {formats(['csv', 'ndjson', 'parquet'], events)}
            {reveal(events)}
            {needsReveal() && !events.reveal && <div class="notice warn"><Icon name="warning" /><div>{t('exports.parquetWhole')}</div></div>}
            <div><a class={['btn primary', needsReveal() && !events.reveal && 'disabled']} aria-disabled={needsReveal() && !events.reveal ? 'true' : undefined} href={needsReveal() && !events.reveal ? undefined : address.events()} download><Icon name="download" size={16} />{t('exports.download')}</a></div>
          </div>
        </section>
        <section class="card">
          <header><Icon name="people" size={18} class="muted" /><h3>{t('exports.customers')}</h3></header>
          <div class="body form">
            <p class="soft">{t('exports.customers.meaning')}</p>
            {formats(['csv', 'ndjson'], customers)}
            {reveal(customers)}
            <div><a class="btn primary" href={address.customers()} download><Icon name="download" size={16} />{t('exports.download')}</a></div>
          </div>
        </section>
        <p class="muted small exports-note"><Icon name="shield" size={15} class="inline" /> {t('exports.audited')}</p>
      </div>
    );
  },
});
