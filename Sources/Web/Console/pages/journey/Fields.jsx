// Parts of the forms of a journey: an event with conditions, a length of time, a customer.
import { defineComponent, onBeforeUnmount, ref } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { customerName } from 'console/lib/people.js';
import { Button } from 'console/parts/Button.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { PersonLine } from 'console/parts/Person.jsx';
import { Field, SelectField, TextField } from 'console/parts/Fields.jsx';
import { lengthOf, setLength } from './document.js';
import { eventWords, known, ownEvents } from './words.jsx';

const ops = ['eq', 'ne', 'contains', 'not_contains', 'gt', 'gte', 'lt', 'lte', 'in', 'exists', 'not_exists'];
const bare = (op) => op === 'exists' || op === 'not_exists';

/** value: { event, where? }; change(how) alters it. */
export const EventFields = ({ value, change, locked, label, error }) => {
  const names = [...new Set([...known.eventList.map((event) => event.name), ...ownEvents, value.event].filter(Boolean))];
  const list = value.where ?? [];
  return (
    <div class="stack tight">
      <SelectField searchable label={label ?? t('common.event')} error={error} disable={locked} placeholder={t('journey.pickEvent')} options={names.map((name) => ({ value: name, label: eventWords(name), caption: name }))}
        modelValue={value.event || null} onUpdate:modelValue={(name) => change((each) => { each.event = name ?? ''; })} />
      {list.map((condition, at) => (
        <div key={at} class="journey-where">
          <TextField aria-label={t('journey.property')} placeholder={t('journey.property')} disable={locked} modelValue={condition.property} onUpdate:modelValue={(text) => change((each) => { each.where[at].property = text ?? ''; }, `where${at}p`)} />
          <SelectField aria-label={t('trend.comparison')} disable={locked} options={ops.map((op) => ({ value: op, label: t(`op.${op}`) }))} modelValue={condition.op ?? 'eq'} onUpdate:modelValue={(op) => change((each) => { each.where[at].op = op; if (bare(op)) delete each.where[at].value; })} />
          {bare(condition.op) ? <span /> : <TextField aria-label={t('trend.value')} placeholder={condition.op === 'in' ? t('journey.valueList') : t('trend.value')} disable={locked} modelValue={Array.isArray(condition.value) ? condition.value.join(',') : condition.value ?? ''}
            onUpdate:modelValue={(text) => change((each) => { each.where[at].value = condition.op === 'in' ? String(text ?? '').split(/[,，]/).map((part) => part.trim()).filter(Boolean) : text ?? ''; }, `where${at}v`)} />}
          {!locked && <Button small kind="quiet" icon="trash" hint={t('common.delete')} act={() => { change((each) => { each.where.splice(at, 1); if (!each.where.length) delete each.where; }); }} />}
        </div>
      ))}
      {!locked && <div><Button small icon="plus" label={t('journey.addWhere')} act={() => { change((each) => { each.where = [...(each.where ?? []), { property: '', op: 'eq', value: '' }]; }); }} /></div>}
    </div>
  );
};
EventFields.props = ['value', 'change', 'locked', 'label', 'error'];

/** A number and its unit: minutes, hours, days. */
export const LengthFields = ({ value, change, locked, label, error }) => {
  const { n, unit } = lengthOf(value);
  return (
    <Field label={label} error={error}>
      <div class="journey-length">
        <TextField type="number" min="1" aria-label={label} disable={locked} modelValue={n || ''} onUpdate:modelValue={(text) => change((each) => setLength(each, Math.max(0, Math.round(Number(text) || 0)), unit), 'length')} />
        <SelectField aria-label={t('journey.unit')} disable={locked} options={[...(unit === 's' ? ['s'] : []), 'm', 'h', 'd'].map((each) => ({ value: each, label: t(`journey.unit.${each}`) }))} modelValue={unit} onUpdate:modelValue={(next) => change((each) => setLength(each, n || 1, next))} />
      </div>
    </Field>
  );
};
LengthFields.props = ['value', 'change', 'locked', 'label', 'error'];

/** Finds a customer by any identifier. pick(customer or null). */
export const CustomerPicker = defineComponent({
  name: 'JourneyCustomerPicker',
  props: ['value', 'pick', 'label', 'hint'],
  setup(props) {
    const text = ref('');
    const found = ref(null);
    let timer = 0;
    let asked = 0;
    const typed = (value) => {
      text.value = value ?? '';
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const mine = (asked += 1);
        if (!text.value.trim()) { found.value = null; return; }
        const answer = await api.get('/search', { q: text.value.trim() }).catch(() => ({ customers: [] }));
        if (mine === asked) found.value = answer.customers.slice(0, 6);
      }, 250);
    };
    onBeforeUnmount(() => clearTimeout(timer));
    return () => (props.value
      ? <Field label={props.label}><div class="row journey-person"><span class="grow"><PersonLine customer={props.value} size={28} /></span><Button small kind="quiet" icon="close" hint={t('journey.otherCustomer')} act={() => { props.pick(null); }} /></div></Field>
      : (
        <div class="stack tight">
          <TextField label={props.label} hint={props.hint} placeholder={t('journey.findCustomer')} modelValue={text.value} onUpdate:modelValue={typed} />
          {found.value && (found.value.length
            ? <ul class="journey-people card">{found.value.map((customer) => <li key={customer.id}><button type="button" class="chip-option" aria-label={customerName(customer)} onClick={() => { props.pick(customer); text.value = ''; found.value = null; }}><PersonLine customer={customer} size={26} /></button></li>)}</ul>
            : <p class="muted small row"><Icon name="search" size={14} />{t('common.nothingFound')}</p>)}
        </div>
      ));
  },
});
