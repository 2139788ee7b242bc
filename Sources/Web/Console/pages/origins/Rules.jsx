// Which values of incoming events and clicks mean this origin.
import { t } from 'console/i18n/index.js';
import { Button } from 'console/parts/Button.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { platformName, platforms, ruleFields } from './words.js';

/** rules: [{ field, value }] (reactive); disabled. */
export const Rules = ({ rules, disabled }) => (
  <div class="stack tight">
    <p class="soft small">{t('origins.rules.meaning')}</p>
    {rules.map((rule, at) => (
      <div key={at} class="origins-rule">
        <SelectField options={ruleFields.map((value) => ({ value, label: t(`origins.rule.${value}`) }))} disable={disabled} modelValue={rule.field} onUpdate:modelValue={(value) => { rule.field = value; if (value === 'click_platform') rule.value = platforms[0]; }} />
        {rule.field === 'click_platform'
          ? <SelectField options={platforms.map((value) => ({ value, label: platformName(value) }))} disable={disabled} modelValue={rule.value} onUpdate:modelValue={(value) => { rule.value = value; }} />
          : <TextField placeholder={t(`origins.rule.${rule.field}.example`)} aria-label={t(`origins.rule.${rule.field}`)} disable={disabled} modelValue={rule.value} onUpdate:modelValue={(value) => { rule.value = value ?? ''; }} />}
        {!disabled && <Button small kind="quiet" icon="trash" hint={t('common.delete')} act={() => { rules.splice(at, 1); }} />}
      </div>
    ))}
    {!disabled && <div><Button small icon="plus" label={t('origins.rules.add')} act={() => { rules.push({ field: 'utm_campaign', value: '' }); }} /></div>}
  </div>
);
Rules.props = ['rules', 'disabled'];
