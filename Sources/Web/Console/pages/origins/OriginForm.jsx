// Name, code, kind, platform, owner, place in the tree and cost of an origin.
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { costModels, costName, kindName, kinds, originOptions, platformName, platforms } from './words.js';

/** form: reactive; origins: all; self: the one that is changed (it cannot be put under itself). */
export const OriginFields = ({ form, origins, self, disabled }) => {
  const below = (origin) => {
    for (let each = origin; each; each = origins.find((one) => one.id === each.parent)) if (each.id === self?.id) return true;
    return false;
  };
  const parents = originOptions(origins.filter((origin) => !self || !below(origin)));
  return (
    <>
      <div class="form-row">
        <TextField label={t('origins.name')} hint={t('origins.nameHint')} autofocus={!self} maxlength="80" disable={disabled} {...model(form, 'name')} />
        <TextField label={t('origins.code')} optional={!self} hint={t(self ? 'origins.codeChange' : 'origins.codeHint')} maxlength="60" disable={disabled || Boolean(self)} {...model(form, 'code')} />
      </div>
      <div class="form-row">
        <SelectField label={t('origins.parent')} optional searchable clearable placeholder={t('origins.top')} options={parents} disable={disabled} modelValue={form.parent} onUpdate:modelValue={(value) => { form.parent = value ?? null; }} />
        <TextField label={t('origins.owner')} optional hint={t('origins.ownerHint')} maxlength="80" disable={disabled} {...model(form, 'owner')} />
      </div>
      <div class="form-row">
        <SelectField label={t('origins.kind')} options={kinds.map((value) => ({ value, label: kindName(value) }))} disable={disabled} {...model(form, 'kind')} />
        <SelectField label={t('origins.platform')} optional clearable options={platforms.map((value) => ({ value, label: platformName(value) }))} disable={disabled} modelValue={form.platform || null} onUpdate:modelValue={(value) => { form.platform = value ?? ''; }} />
      </div>
      <div class="form-row">
        <SelectField label={t('origins.costModel')} optional clearable options={costModels.map((value) => ({ value, label: costName(value) }))} disable={disabled} modelValue={form.costModel || null} onUpdate:modelValue={(value) => { form.costModel = value ?? ''; }} />
        <TextField label={t('origins.costNote')} optional hint={t('origins.costHint')} maxlength="120" disable={disabled} {...model(form, 'costNote')} />
      </div>
    </>
  );
};
OriginFields.props = ['form', 'origins', 'self', 'disabled'];

export const blank = (parent = null) => ({ name: '', code: '', parent, owner: '', kind: 'ad', platform: '', costModel: '', costNote: '' });
export const bodyOf = (form) => ({
  name: form.name.trim(), code: form.code.trim() || undefined, parent: form.parent, owner: form.owner.trim(), kind: form.kind, platform: form.platform, costModel: form.costModel, costNote: form.costNote.trim(),
});
