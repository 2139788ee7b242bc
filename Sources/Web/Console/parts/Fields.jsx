// Form fields with one look: a label above, a hint or an error below.
import { defineComponent, ref } from 'vue';
import { QInput, QSelect } from '../lib/quasar.js';
import { t } from '../i18n/index.js';
import { Icon } from './Icon.jsx';

/** Label + hint around any control. */
export const Field = (props, { slots }) => (
  <div class="field">
    {props.label && <label class="field-label" for={props.for}>{props.label}{props.optional && <span class="muted"> {t('common.optional')}</span>}</label>}
    {slots.default?.()}
    {props.error ? <p class="field-hint bad" role="alert">{props.error}</p> : props.hint && <p class="field-hint">{props.hint}</p>}
  </div>
);
Field.props = ['label', 'hint', 'error', 'for', 'optional'];

let fieldCount = 0;

/** <TextField label hint error {...model(form, 'name')} type="password|email|number|textarea" /> */
export const TextField = defineComponent({
  name: 'TextField',
  inheritAttrs: false,
  props: ['label', 'hint', 'error', 'optional', 'type'],
  setup(props, { attrs, slots }) {
    const id = `field-${(fieldCount += 1)}`;
    const shown = ref(false);
    return () => (
      <Field label={props.label} hint={props.hint} error={props.error} optional={props.optional} for={id}>
        <QInput outlined dense hideBottomSpace for={id} error={Boolean(props.error)} noErrorIcon
          type={props.type === 'password' && shown.value ? 'text' : props.type ?? 'text'} aria-label={props.label ? undefined : attrs.placeholder} {...attrs}>
          {{
            ...slots,
            ...(props.type === 'password' && {
              append: () => <button type="button" class="field-eye" aria-label={shown.value ? t('common.hide') : t('common.show')} onClick={() => { shown.value = !shown.value; }}><Icon name={shown.value ? 'eyeOff' : 'eye'} /></button>,
            }),
          }}
        </QInput>
      </Field>
    );
  },
});

/**
 * <SelectField label options={[{ value, label, caption? }]} {...model(form, 'kind')} searchable multiple clearable />
 */
export const SelectField = defineComponent({
  name: 'SelectField',
  inheritAttrs: false,
  props: ['label', 'hint', 'error', 'optional', 'options', 'searchable', 'multiple', 'placeholder'],
  setup(props, { attrs, slots }) {
    const id = `field-${(fieldCount += 1)}`;
    const needle = ref('');
    return () => {
      const isSearchable = props.searchable !== undefined && props.searchable !== false;
      const wanted = needle.value.trim().toLowerCase();
      const options = isSearchable && wanted
        ? props.options.filter((option) => `${option.label} ${option.caption ?? ''} ${option.value}`.toLowerCase().includes(wanted)) : props.options;
      const isEmpty = attrs.modelValue === null || attrs.modelValue === undefined || attrs.modelValue === '' || attrs.modelValue?.length === 0;
      return (
        <Field label={props.label} hint={props.hint} error={props.error} optional={props.optional} for={id}>
          <QSelect outlined dense optionsDense hideBottomSpace emitValue mapOptions for={id} error={Boolean(props.error)} noErrorIcon
            options={options} optionLabel="label" optionValue="value" behavior="menu"
            multiple={props.multiple !== undefined && props.multiple !== false} useChips={props.multiple !== undefined && props.multiple !== false}
            useInput={isSearchable} inputDebounce={0} fillInput={false} hideSelected={false}
            onFilter={isSearchable ? (text, update) => update(() => { needle.value = text; }) : undefined}
            displayValue={isEmpty && props.placeholder && !needle.value ? props.placeholder : undefined} {...attrs}>
            {{
              option: ({ itemProps, opt }) => (
                <div {...itemProps} class={['q-item q-item--clickable q-link cursor-pointer select-option', itemProps.active && 'q-item--active', itemProps.focused && 'focused']}
                  onClick={itemProps.onClick} onMousemove={itemProps.onMousemove} role="option" id={itemProps.id} tabindex={-1}>
                  <span class="grow ellipsis">{opt.label}{opt.caption && <span class="muted small ellipsis option-caption">{opt.caption}</span>}</span>
                  {itemProps.active && <Icon name="check" size={15} />}
                </div>
              ),
              'no-option': () => <div class="select-none muted">{t('common.nothingFound')}</div>,
              ...slots,
            }}
          </QSelect>
        </Field>
      );
    };
  },
});

/** One of a few: <Segmented options={[{ value, label, icon? }]} value onPick={fn} /> */
export const Segmented = ({ options, value, onPick, small, label }) => (
  <div class={['segmented', small !== undefined && small !== false && 'small']} role="group" aria-label={label}>
    {options.map((option) => (
      <button key={option.value} type="button" aria-pressed={String(option.value === value)} onClick={() => onPick(option.value)}>
        {option.icon ? <Icon name={option.icon} size={15} label={option.label} /> : option.label}
      </button>
    ))}
  </div>
);
Segmented.props = ['options', 'value', 'onPick', 'small', 'label'];

/** ← and → go from tab to tab; only the chosen one is in the order of the Tab key. */
const alongTabs = (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...event.currentTarget.querySelectorAll('[role=tab]')];
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  event.preventDefault();
  next.focus();
  next.click();
};

/** Tabs over content: <Tabs options value onPick /> */
export const Tabs = ({ options, value, onPick }) => {
  const first = options.some((option) => option.value === value) ? value : options[0]?.value;
  return (
    <div class="tabs" role="tablist" onKeydown={alongTabs}>
      {options.map((option) => (
        <button key={option.value} type="button" role="tab" aria-selected={String(option.value === value)} tabindex={option.value === first ? 0 : -1}
          onClick={(event) => { event.currentTarget.scrollIntoView?.({ inline: 'nearest', block: 'nearest' }); onPick(option.value); }}>
          {option.label}{option.count !== undefined && <span class="muted num"> {option.count}</span>}
        </button>
      ))}
    </div>
  );
};
Tabs.props = ['options', 'value', 'onPick'];

/** A search box that filters as one types, without waiting for the network. */
export const SearchBox = defineComponent({
  name: 'SearchBox',
  props: ['modelValue', 'placeholder', 'wait', 'onUpdate:modelValue'],
  setup(props) {
    const text = ref(props.modelValue ?? '');
    let timer = 0;
    const tell = () => props['onUpdate:modelValue']?.(text.value.trim());
    const typed = (event) => {
      text.value = event.target.value;
      clearTimeout(timer);
      timer = setTimeout(tell, props.wait ?? 250);
    };
    return () => (
      <label class="search-box">
        <Icon name="search" size={16} />
        <input type="search" value={text.value} placeholder={props.placeholder} aria-label={props.placeholder} onInput={typed}
          onKeydown={(event) => { if (event.key === 'Enter') { clearTimeout(timer); tell(); } }} />
        {text.value && <button type="button" class="field-eye" aria-label={t('common.clear')} onClick={() => { text.value = ''; tell(); }}><Icon name="close" size={14} /></button>}
      </label>
    );
  },
});
