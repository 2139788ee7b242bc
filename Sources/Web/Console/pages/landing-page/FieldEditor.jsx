// One field of a block, by its kind in the table of block types (GET /api/pages/blocks).
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t, tOr } from 'console/i18n/index.js';
import { QToggle } from 'console/lib/quasar.js';
import { Button } from 'console/parts/Button.jsx';
import { DragList } from 'console/parts/DragList.jsx';
import { Field, Segmented, SelectField, TextField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { toastError } from 'console/parts/dialogs.jsx';
import { RichField } from './RichField.jsx';
import { problemText } from './problems.js';

const purposes = ['marketing_sms', 'marketing_email', 'marketing_wecom', 'marketing_phone'];

export const fieldName = (name) => tOr(`lpage.field.${name}`, name);
const hintOf = (field) => tOr(`lpage.hint.${field.kind}`, tOr(`lpage.hint.${field.name}`, undefined));

const opened = reactive(new Set()); // which elements of lists are unfolded: "block:path[2]"

/** field; value; change(value, group); problems: [{ field, message }] of the block; path: of this field inside the block; scope: names the block. */
export const FieldEditor = (props) => {
  const { field, value, change, problems, path, disabled, scope } = props;
  const here = problems?.find((problem) => problem.field === path);
  const error = here ? problemText(here) : undefined;
  const common = { label: fieldName(field.name), optional: !field.required && field.kind !== 'bool', hint: hintOf(field), error, disable: disabled };
  const typed = (next) => change(next ?? '', path);
  switch (field.kind) {
    case 'bool':
      return <QToggle dense disable={disabled} label={fieldName(field.name)} modelValue={value === true} onUpdate:modelValue={(next) => change(next, null)} />;
    case 'choice':
      return <SelectField {...common} options={(field.values ?? []).map((each) => ({ value: each, label: tOr(`lpage.choice.${each}`, each) }))} modelValue={value ?? null} onUpdate:modelValue={(next) => change(next, null)} />;
    case 'richText':
      return <RichField {...common} modelValue={value ?? ''} onUpdate:modelValue={typed} />;
    case 'longText':
      return <TextField {...common} type="textarea" autogrow maxlength={field.most} modelValue={value ?? ''} onUpdate:modelValue={typed} />;
    case 'texts':
      if (field.name === 'purposes') {
        return <SelectField {...common} multiple options={purposes.map((each) => ({ value: each, label: tOr(`consent.purpose.${each}`, each) }))} modelValue={value ?? []} onUpdate:modelValue={(next) => change(next ?? [], null)} />;
      }
      return <TextField {...common} type="textarea" autogrow hint={t('lpage.hint.texts')} modelValue={(value ?? []).join('\n')}
        onUpdate:modelValue={(text) => change(lines(text), path)} />;
    case 'image':
      return <ImageField {...common} value={value} change={change} path={path} disabled={disabled} />;
    case 'time':
      return <TextField {...common} type="datetime-local" modelValue={localTime(value)} onUpdate:modelValue={(text) => change(text ? new Date(text).toISOString() : '', path)} />;
    case 'list':
      return <ListField {...props} label={common.label} error={error} />;
    case 'target':
      return (
        <div class="stack tight">
          {scope?.includes('bar') && <Segmented small label={common.label} value={value === 'form' ? 'form' : 'address'} options={['form', 'address'].map((each) => ({ value: each, label: t(`lpage.target.${each}`) }))} onPick={(each) => { if (!disabled) change(each === 'form' ? 'form' : '', null); }} />}
          {value !== 'form' && <TextField {...common} maxlength={field.most} placeholder="https://work.weixin.qq.com/…" modelValue={value ?? ''} onUpdate:modelValue={typed} />}
        </div>
      );
    case 'phone':
      return <TextField {...common} type="tel" maxlength={field.most ?? 24} modelValue={value ?? ''} onUpdate:modelValue={typed} />;
    default:
      return <TextField {...common} maxlength={field.most} placeholder={field.kind === 'video' ? 'https://' : undefined} modelValue={value ?? ''} onUpdate:modelValue={typed} />;
  }
};
FieldEditor.props = ['field', 'value', 'change', 'problems', 'path', 'disabled', 'scope'];

/** Lines of a text, empty ones only at the end while one is typing. */
const lines = (text) => {
  const all = (text ?? '').split('\n').map((line) => line.replace(/^\s+/, ''));
  return all.filter((line, at) => line || at === all.length - 1);
};

/** An instant as the browser's date-and-time field wants it, in this browser's zone. */
function localTime(value) {
  const time = value ? new Date(value) : null;
  if (!time || Number.isNaN(time.getTime())) return '';
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

// Pictures of other sites are shown in the preview only: the console's own pages load nothing from elsewhere.
const ImageField = ({ label, optional, hint, error, value, change, path, disabled }) => {
  const pick = async (event) => {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (!file) return;
    try {
      const made = await api.upload('/pages/images', file, { name: file.name });
      change(made.url, null);
    } catch (failure) {
      toastError(failure);
    }
  };
  return (
    <Field label={label} optional={optional} hint={hint ?? t('lpage.hint.image')} error={error}>
      {value?.startsWith('/') && <div class="lpage-picture"><img src={value} alt="" loading="lazy" />
        {!disabled && <Button small icon="trash" hint={t('lpage.removeImage')} act={() => { change('', null); }} />}</div>}
      {!disabled && <div class="row">
        <label class="btn small lpage-upload"><Icon name="upload" size={16} /><span>{t(value ? 'lpage.replaceImage' : 'lpage.uploadImage')}</span>
          <input type="file" accept="image/png,image/jpeg,image/gif,image/webp" class="sr-only" onChange={pick} /></label>
        <TextField class="grow" placeholder="https://" aria-label={t('lpage.imageAddress')} modelValue={value ?? ''} onUpdate:modelValue={(next) => change(next ?? '', path)} />
      </div>}
    </Field>
  );
};
ImageField.props = ['label', 'optional', 'hint', 'error', 'value', 'change', 'path', 'disabled'];

const firstText = (item) => (typeof item === 'object' && item ? Object.values(item).find((each) => typeof each === 'string' && each) : item) ?? '';

/** A list of elements with fields of their own: fold, reorder, remove, add. */
const ListField = ({ field, value, change, problems, path, scope, label, error, disabled }) => {
  const list = Array.isArray(value) ? value : [];
  const isForm = field.fields?.some((each) => each.name === 'kind' && each.values?.includes('phone'));
  const place = (index) => `${scope}:${path}[${index}]`;
  /** Does the same to the elements and to which of them are unfolded. */
  const rearrange = (how) => {
    const flags = how(list.map((_, index) => opened.has(place(index))));
    list.forEach((_, index) => opened.delete(place(index)));
    flags.forEach((flag, index) => { if (flag) opened.add(place(index)); });
    change(how([...list]), null);
  };
  const set = (index, name, next, group) => change(list.map((item, at) => {
    if (at !== index) return item;
    const changed = { ...item, [name]: next };
    if (next === '' || next === null) delete changed[name];
    return changed;
  }), group);
  const add = () => {
    const item = {};
    for (const each of field.fields ?? []) {
      if (each.kind === 'choice') item[each.name] = isForm && each.name === 'kind' ? 'text' : each.values?.[0];
      else if (each.kind === 'text' && each.name === 'name') item.name = freeName(list);
    }
    opened.add(place(list.length));
    change([...list, item], null);
  };
  return (
    <div class="field">
      <span class="field-label">{label}</span>
      <DragList items={list} itemKey={(_, index) => index} name={firstText} label={label} locked={disabled}
        move={(from, to) => rearrange((all) => { all.splice(to, 0, ...all.splice(from, 1)); return all; })}>
        {({ item, index }) => {
          const open = opened.has(place(index));
          const inside = `${path}[${index}]`;
          const wrong = problems?.some((problem) => problem.field?.startsWith(inside));
          return (
            <div class="lpage-element">
              <div class="row">
                <button type="button" class="lpage-fold grow" aria-expanded={String(open)} onClick={() => (open ? opened.delete(place(index)) : opened.add(place(index)))}>
                  <Icon name={open ? 'down' : 'right'} size={14} />
                  <span class="ellipsis">{item.label || firstText(item) || t('lpage.element', { n: index + 1 })}</span>
                  {isForm && <span class="muted small">{tOr(`lpage.choice.${item.kind}`, item.kind ?? '')}</span>}
                  {wrong && <Icon name="warning" size={14} class="warn" />}
                </button>
                {!disabled && <Button small kind="quiet" icon="trash" hint={t('common.delete')} act={() => { rearrange((all) => all.filter((_, at) => at !== index)); }} />}
              </div>
              {open && <div class="lpage-element-fields">{field.fields.filter((each) => each.name !== 'options' || item.kind === 'select').map((each) => (
                <FieldEditor key={each.name} field={each} value={item[each.name]} problems={problems} path={`${inside}.${each.name}`} disabled={disabled} scope={scope}
                  change={(next, group) => set(index, each.name, next, group)} />
              ))}</div>}
            </div>
          );
        }}
      </DragList>
      {!disabled && (!field.most || list.length < field.most) && <div><Button small icon="plus" label={t('lpage.addElement')} act={add} /></div>}
      {error && <p class="field-hint bad" role="alert">{error}</p>}
    </div>
  );
};
ListField.props = ['field', 'value', 'change', 'problems', 'path', 'scope', 'label', 'error', 'disabled'];

function freeName(list) {
  let number = list.length + 1;
  while (list.some((item) => item.name === `field${number}`)) number += 1;
  return `field${number}`;
}
