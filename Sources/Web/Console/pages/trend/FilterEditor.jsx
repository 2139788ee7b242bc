// One filter: property, comparison, value (with samples to pick from).
import { computed, defineComponent, reactive, withDirectives } from 'vue';
import { t } from 'console/i18n/index.js';
import { ClosePopup } from 'console/lib/quasar.js';
import { channelName } from 'console/parts/Status.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { needsValue, operatorsFor } from './question.js';
import { channels } from 'console/pages/sources/create.jsx';

export const FilterEditor = defineComponent({
  name: 'FilterEditor',
  props: ['filter', 'properties', 'types', 'sources', 'done'],
  setup(props) {
    const form = reactive({ property: props.filter?.property ?? null, op: props.filter?.op ?? 'eq', value: String(props.filter?.value ?? '') });
    const choices = computed(() => {
      if (form.property === '$channel') return channels.map((value) => ({ value, label: channelName(value) }));
      if (form.property === '$source') return props.sources.map((source) => ({ value: source.name, label: source.name }));
      if (/bool/.test(props.types.get(form.property) ?? '')) return ['true', 'false'].map((value) => ({ value, label: value }));
      return null;
    });
    const samples = () => props.properties.find((each) => each.value === form.property)?.samples ?? [];
    const setProperty = (value) => {
      form.property = value;
      form.value = '';
      if (!operatorsFor(props.types.get(value)).includes(form.op)) form.op = 'eq';
    };
    return () => {
      const isReady = form.property && (!needsValue(form.op) || form.value.trim() !== '');
      return (
        <div class="trend-filter">
          <SelectField label={t('trend.property')} searchable options={props.properties} modelValue={form.property} onUpdate:modelValue={setProperty} />
          <SelectField label={t('trend.comparison')} options={operatorsFor(props.types.get(form.property)).map((value) => ({ value, label: t(`op.${value}`) }))} modelValue={form.op} onUpdate:modelValue={(value) => { form.op = value; }} />
          {needsValue(form.op) && (choices.value && form.op !== 'in'
            ? <SelectField label={t('trend.value')} options={choices.value} modelValue={form.value || null} onUpdate:modelValue={(value) => { form.value = value ?? ''; }} />
            : <TextField label={t('trend.value')} hint={form.op === 'in' ? t('trend.inHint') : undefined} modelValue={form.value} onUpdate:modelValue={(value) => { form.value = String(value ?? ''); }} />)}
          {needsValue(form.op) && !choices.value && samples().length > 0 && <div class="row wrap small"><span class="muted">{t('trend.samples')}</span>{samples().map((sample) => <button key={sample} type="button" class="link" onClick={() => { form.value = sample; }}>{sample}</button>)}</div>}
          {withDirectives(<button type="button" class="btn primary" disabled={!isReady} onClick={() => { if (isReady) props.done({ ...form }); }}>{t('trend.apply')}</button>, [[ClosePopup]])}
        </div>
      );
    };
  },
});
