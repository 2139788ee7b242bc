// A rule of assignment: which leads, how one is chosen, how soon, and what happens when nobody answers.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { QToggle } from 'console/lib/quasar.js';
import { Button } from 'console/parts/Button.jsx';
import { Field, SelectField, TextField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { originOptions } from '../origins/words.js';
import { modeName, modes } from '../lead/words.jsx';
import { listOf } from '../salespeople/personForm.jsx';
import { fieldName, fields, ladder, minutesText, sources, valueName } from './words.jsx';

const isListed = (field) => ['origin', 'page', 'source'].includes(field);
const modeIcons = { round_robin: 'refresh', balanced: 'sliders', claim: 'archive', manual: 'person' };

export const policyValues = (policy, nextPriority = 100) => ({
  name: policy?.name ?? '', priority: policy?.priority ?? nextPriority, mode: policy?.mode ?? 'round_robin', nodes: [...(policy?.nodes ?? [])], pool: policy?.pool ?? null,
  slaMinutes: policy?.slaMinutes ?? 30, leader: policy?.leader ?? null, active: policy?.active ?? true,
  conditions: Object.entries(policy?.conditions ?? {}).map(([field, values]) => (field.startsWith('answers.') ? { field: 'answers', name: field.slice(8), list: [...values], text: values.join('、') } : { field, name: '', list: [...values], text: values.join('、') })),
});

const valuesOf = (condition) => (isListed(condition.field) ? condition.list : listOf(condition.text));
const keyOf = (condition) => (condition.field === 'answers' ? `answers.${condition.name.trim()}` : condition.field);
export const policyReady = (form) => Boolean(form.name.trim()) && Number.isInteger(Number(form.slaMinutes)) && Number(form.slaMinutes) >= 1 && Number(form.slaMinutes) <= 10_080
  && form.conditions.every((condition) => valuesOf(condition).length > 0 && (condition.field !== 'answers' || condition.name.trim())) && new Set(form.conditions.map(keyOf)).size === form.conditions.length;
export const policyBody = (form) => ({
  name: form.name.trim(), priority: Number(form.priority), mode: form.mode, nodes: form.nodes ?? [], pool: form.pool, slaMinutes: Number(form.slaMinutes), leader: form.leader, active: form.active,
  conditions: Object.fromEntries(form.conditions.map((condition) => [keyOf(condition), valuesOf(condition)])),
});
/** The whole of a stored rule, for a change of one thing. */
export const wholePolicy = (policy, change) => ({
  name: policy.name, priority: policy.priority, conditions: policy.conditions, mode: policy.mode, nodes: policy.nodes, pool: policy.pool, slaMinutes: policy.slaMinutes, leader: policy.leader, active: policy.active, ...change,
});

const Condition = ({ condition, around, remove, taken }) => {
  const known = { origin: originOptions(around.origins).map((option) => ({ ...option, value: option.caption })), page: (around.pages ?? []).map((page) => ({ value: String(page.id), label: page.name })), source: sources.map((value) => ({ value, label: valueName('source', value, around) })) };
  // Values that are no longer among the known ones stay visible.
  const options = isListed(condition.field) ? [...known[condition.field], ...condition.list.filter((value) => !known[condition.field].some((option) => option.value === value)).map((value) => ({ value, label: value }))] : [];
  return (
    <div class="assign-condition">
      <SelectField label={t('assign.if')} options={[...fields, 'answers'].filter((field) => field === condition.field || field === 'answers' || !taken.has(field)).map((value) => ({ value, label: value === 'answers' ? t('assign.field.form') : fieldName(value) }))}
        modelValue={condition.field} onUpdate:modelValue={(field) => Object.assign(condition, { field, list: [], text: '', name: '' })} />
      {condition.field === 'answers' && <TextField label={t('assign.answer')} placeholder="budget" {...model(condition, 'name')} />}
      {isListed(condition.field)
        ? <SelectField label={t('assign.isOneOf')} multiple searchable options={options} modelValue={condition.list} onUpdate:modelValue={(list) => { condition.list = list ?? []; }} />
        : <TextField label={t('assign.isOneOf')} placeholder={t('assign.values.example')} {...model(condition, 'text')} />}
      <Button kind="quiet" icon="trash" hint={t('assign.removeCondition')} act={remove} />
    </div>
  );
};
Condition.props = ['condition', 'around', 'remove', 'taken'];

/** around: { origins, pages, tree, pools, people } */
export const PolicyFields = ({ form, around }) => {
  const taken = new Set(form.conditions.map((condition) => condition.field));
  const byMachine = form.mode === 'round_robin' || form.mode === 'balanced';
  const people = (around.people ?? []).filter((person) => person.active || person.id === form.leader).map((person) => ({ value: person.id, label: person.name, caption: person.nodeName ?? undefined }));
  const pools = (around.pools ?? []).map((pool) => ({ value: pool.id, label: pool.name }));
  const names = { leader: people.find((person) => person.value === form.leader)?.label, pool: pools.find((pool) => pool.value === form.pool)?.label ?? pools[0]?.label };
  return (
    <>
      <TextField label={t('assign.name')} maxlength="80" placeholder={t('assign.name.example')} {...model(form, 'name')} />
      <Field label={t('assign.which')} hint={t(form.conditions.length ? 'assign.which.hint' : 'assign.which.all')}>
        <div class="stack tight">
          {form.conditions.map((condition, at) => <Condition key={at} condition={condition} around={around} taken={taken} remove={() => { form.conditions.splice(at, 1); }} />)}
          <div><Button small icon="plus" label={t('assign.addCondition')} act={() => { form.conditions.push({ field: fields.find((field) => !taken.has(field)) ?? 'answers', name: '', list: [], text: '' }); }} /></div>
        </div>
      </Field>
      <Field label={t('assign.how')}>
        <div class="assign-modes" role="radiogroup" aria-label={t('assign.how')}>{modes.map((mode) => (
          <button key={mode} type="button" role="radio" aria-checked={String(form.mode === mode)} class={['assign-mode', form.mode === mode && 'on']} onClick={() => { form.mode = mode; }}>
            <Icon name={modeIcons[mode]} size={18} /><span><strong>{modeName(mode)}</strong><span class="muted small">{t(`assign.mode.${mode}`)}</span></span>
          </button>
        ))}</div>
      </Field>
      {byMachine && <SelectField label={t('assign.nodes')} optional multiple searchable placeholder={t('assign.nodes.all')} hint={t('assign.nodes.hint')} options={around.tree ?? []} modelValue={form.nodes} onUpdate:modelValue={(value) => { form.nodes = value ?? []; }} />}
      <div class="form-row">
        <TextField type="number" min="1" max="10080" label={t('assign.sla')} suffix={t('assign.minutesUnit')} hint={t('assign.sla.hint')} {...model(form, 'slaMinutes')} />
        <SelectField label={t('assign.leader')} optional searchable clearable hint={t('assign.leader.hint')} options={people} modelValue={form.leader} onUpdate:modelValue={(value) => { form.leader = value ?? null; }} />
      </div>
      <SelectField label={t('assign.pool')} optional clearable placeholder={pools.length ? t('assign.pool.first', { name: pools[0].label }) : t('assign.pool.none')} hint={t(form.mode === 'claim' ? 'assign.pool.claim' : 'assign.pool.hint')} options={pools} modelValue={form.pool} onUpdate:modelValue={(value) => { form.pool = value ?? null; }} />
      {form.mode === 'claim' && pools.length === 0 && <div class="notice warn"><Icon name="warning" /><div>{t('assign.pool.missing')}</div></div>}
      {Number(form.slaMinutes) > 0 && <Field label={t('assign.ladder')}><Ladder policy={{ slaMinutes: Number(form.slaMinutes) }} names={names} /></Field>}
      <QToggle dense label={t(form.active ? 'assign.active' : 'assign.paused')} {...model(form, 'active')} />
    </>
  );
};
PolicyFields.props = ['form', 'around'];

/** The steps of the response limit on a line. */
export const Ladder = ({ policy, names }) => (
  <ol class="assign-ladder">{ladder(policy, names).map((step) => (
    <li key={step.key} class={step.off && 'off'}><span class="assign-ladder-at num">{step.at === null ? t('assign.ladder.third') : minutesText(step.at)}</span><span class="small">{step.text}</span></li>
  ))}</ol>
);
Ladder.props = ['policy', 'names'];

/** A form for a new rule or a stored one. */
export const newForm = (policy, nextPriority) => reactive({ ...policyValues(policy, nextPriority), error: null });

export const FormError = ({ error }) => error && <ErrorNotice error={error} />;
FormError.props = ['error'];

export const savePolicy = (policy, body) => (policy ? api.put(`/assign-policies/${policy.id}`, body) : api.post('/assign-policies', body));
