// What each column means: its samples beside a choice; the suggestion is filled in.
import { defineComponent } from 'vue';
import { t } from 'console/i18n/index.js';
import { identifierName } from 'console/lib/words.js';
import { SelectField } from 'console/parts/Fields.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { freeFields, identifierFields, plainFields, split } from './fields.js';

const choices = (target) => [
  { value: '', label: t('imports.skip') },
  ...identifierFields(target).map((value) => ({ value, label: identifierName(value), caption: t('imports.field.identifier') })),
  ...plainFields(target).map((value) => ({ value, label: t(`imports.field.${target}.${value}`) })),
  ...freeFields(target).map((value) => ({ value, label: t(target === 'leads' ? 'imports.field.answer' : `imports.field.${value}`), caption: t(target === 'leads' ? 'imports.field.answer.meaning' : `imports.field.${value}.meaning`) })),
];

export const Mapping = defineComponent({
  name: 'ImportMapping',
  props: ['plan'],
  setup(props) {
    const set = (column, kind) => {
      const { plan } = props;
      const isFree = freeFields(plan.target).includes(kind);
      plan.mapping[column.name] = isFree ? `${kind}:${split(plan.mapping[column.name]).name || column.name.replace(/^(properties|traits|attributes)\./, '')}` : kind;
    };
    return () => {
      const { plan } = props;
      const groups = Object.entries(plan.mapping).filter(([column]) => column.endsWith('.*'));
      const grouped = (column) => !plan.mapping[column.name] && groups.some(([name]) => column.name.startsWith(name.slice(0, -1)));
      const used = new Map();
      for (const field of Object.values(plan.mapping)) if (field && !field.includes(':') && field !== 'tag') used.set(field, (used.get(field) ?? 0) + 1);
      return (
        <div class="mapping" role="table" aria-label={t('imports.step.mapping')}>
          <div class="mapping-head" role="row"><span>{t('imports.column')}</span><span>{t('imports.samples')}</span><span /><span>{t('imports.meaning')}</span></div>
          {plan.seen.columns.map((column) => {
            const field = plan.mapping[column.name] ?? '';
            const { kind, name } = split(field);
            const twice = used.get(field) > 1;
            return (
              <div key={column.name} class={['mapping-row', !field && !grouped(column) && 'skipped']} role="row">
                <div class="mapping-column"><strong class="ellipsis" title={column.name}>{column.name}</strong><Badge label={t(`imports.type.${column.type}`)} /></div>
                <div class="mapping-samples num ellipsis" title={column.samples.join('\n')}>{column.samples.slice(0, 3).map((sample, at) => <span key={at} class="ellipsis">{sample}</span>)}{column.samples.length === 0 && <span class="muted">{t('imports.noValues')}</span>}</div>
                <Icon name="right" size={15} class="muted mapping-arrow" />
                <div class="mapping-field">
                  {grouped(column) ? <span class="muted small">{t('imports.grouped')}</span> : [
                    <SelectField searchable options={choices(plan.target)} aria-label={t('imports.meaningOf', { column: column.name })} modelValue={kind} error={twice ? t('imports.twice') : undefined} onUpdate:modelValue={(value) => set(column, value ?? '')} />,
                    name !== '' && <input class="mapping-name" value={name} aria-label={t('imports.nameOf', { column: column.name })} maxlength="120" onChange={(event) => { plan.mapping[column.name] = `${kind}:${event.target.value.trim() || column.name}`; }} />,
                  ]}
                </div>
              </div>
            );
          })}
          {groups.map(([column, field]) => <div key={column} class="mapping-row" role="row"><div class="mapping-column"><strong>{column}</strong></div><div class="muted small">{t('imports.groupMeaning')}</div><Icon name="right" size={15} class="muted mapping-arrow" /><div class="mapping-field"><span>{t(`imports.field.${split(field).kind}`)}</span></div></div>)}
        </div>
      );
    };
  },
});
