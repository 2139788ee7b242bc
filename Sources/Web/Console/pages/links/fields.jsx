// What links lead to, and the UTM values they carry: shared by one link and many.
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { Segmented, SelectField, TextField } from 'console/parts/Fields.jsx';
import { originOptions } from '../origins/words.js';

export const utmNames = ['source', 'medium', 'campaign', 'content', 'term'];

export const OriginField = ({ form, origins, hint }) => (
  <SelectField label={t('common.origin')} optional searchable clearable hint={hint ?? t('links.originHint')} options={originOptions(origins)} modelValue={form.origin} onUpdate:modelValue={(value) => { form.origin = value ?? null; }} />
);
OriginField.props = ['form', 'origins', 'hint'];

/** form: { to: 'page' | 'url', page (or pages), url }; many: several pages. */
export const TargetFields = ({ form, pages, many, disabled }) => {
  const options = pages.filter((page) => !page.archived).map((page) => ({ value: page.id, label: page.name, caption: page.publishedVersion ? `/p/${page.slug}` : t('links.notPublished') }));
  return (
    <div class="stack tight">
      <div class="field"><span class="field-label">{t('links.target')}</span><Segmented label={t('links.target')} value={form.to} options={['page', 'url'].map((value) => ({ value, label: t(`links.to.${value}`) }))} onPick={(value) => { if (!disabled) form.to = value; }} /></div>
      {form.to === 'url' ? <TextField hint={t('links.urlHint')} placeholder="https://" aria-label={t('links.to.url')} disable={disabled} {...model(form, 'url')} />
        : pages.length === 0 ? <p class="muted small">{t('links.noPages')}</p>
          : many ? <SelectField multiple searchable options={options} hint={t('links.pagesHint')} disable={disabled} {...model(form, 'pages')} />
            : <SelectField searchable options={options} disable={disabled} {...model(form, 'page')} />}
    </div>
  );
};
TargetFields.props = ['form', 'pages', 'many', 'disabled'];

export const UTMFields = ({ utm, disabled }) => (
  <details class="links-utm" open={utmNames.some((name) => utm[name]) || undefined}>
    <summary>{t('links.utm')} <span class="muted small">{t('links.utmHint')}</span></summary>
    <div class="form-row">{utmNames.map((name) => <TextField key={name} label={`utm_${name}`} maxlength="100" disable={disabled} {...model(utm, name)} />)}</div>
  </details>
);
UTMFields.props = ['utm', 'disabled'];

export const blankUTM = (utm = {}) => Object.fromEntries(utmNames.map((name) => [name, utm?.[name] ?? '']));
export const cleanUTM = (utm) => Object.fromEntries(Object.entries(utm).map(([name, value]) => [name, (value ?? '').trim()]).filter(([, value]) => value));
