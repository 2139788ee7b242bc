// What the first rows become; for a refused one, why.
import { defineComponent, reactive } from 'vue';
import { locale, t, tOr } from 'console/i18n/index.js';
import { dateTime, money } from 'console/lib/format.js';
import { propertyName } from 'console/lib/words.js';
import { Badge } from 'console/parts/Status.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { IdentifierChip } from 'console/parts/Person.jsx';
import { Json } from 'console/parts/Json.jsx';
import { OrderStatus } from 'console/parts/Order.jsx';
import { Skeleton } from 'console/parts/States.jsx';

const text = (value) => (value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value));

/** An order in one line: number, state, money, goods. */
const orderFacts = (order) => [
  <strong class="num">{order.order_id}</strong>, <OrderStatus status={order.status} />,
  Number.isFinite(order.total) && <span class="num strong">{money(Math.round(order.total * 100), order.currency ?? 'CNY')}</span>,
  (order.products ?? []).slice(0, 2).map((line, at) => <span key={at} class="preview-pair small">{line.name || line.product_id} <span class="muted">×{line.quantity ?? 1}</span></span>),
];

/** A lead's answers beside what it is about. */
const leadFacts = ({ answers, ...facts } = {}) => ({ ...facts, ...answers });

export const Preview = defineComponent({
  name: 'ImportPreview',
  props: ['rows', 'target', 'stale'],
  setup(props) {
    const opened = reactive(new Set());
    const pairs = (record) => Object.entries({ ...record.traits, ...(props.target === 'leads' ? leadFacts(record.properties) : record.properties), ...record.attributes }).slice(0, 6);
    return () => {
      if (!props.rows) return <Skeleton count={4} />;
      return (
        <ol class={['preview', props.stale && 'refreshing']}>{props.rows.map((row) => {
          const record = row.ok ? [].concat(row.record).at(props.target === 'orders' ? -1 : 0) : null;
          const isOpen = opened.has(row.row);
          return (
            <li key={row.row} class={!row.ok && 'refused'}>
              <button type="button" class="preview-row" aria-expanded={String(isOpen)} onClick={() => (isOpen ? opened.delete(row.row) : opened.add(row.row))}>
                <span class="preview-number num muted small">{t('imports.rowNumber', { n: row.row })}</span>
                <Icon name={row.ok ? 'check' : 'alert'} size={16} class={row.ok ? 'good' : 'bad'} />
                {row.ok && record ? (
                  <span class="preview-what">
                    {props.target === 'events' && <strong>{record.event}</strong>}
                    {record.product && <strong class="num">{record.product}</strong>}
                    {['events', 'orders', 'leads'].includes(props.target) && <span class="num muted small">{dateTime(record.time)}</span>}
                    {(record.identifiers ?? []).map((each) => <IdentifierChip key={each.kind + each.value} identifier={each} />)}
                    {(record.tags ?? []).map((tag) => <span key={tag} class="tag-chip">{tag}</span>)}
                    {props.target === 'orders' && record.properties && orderFacts(record.properties)}
                    {props.target !== 'orders' && pairs(record).map(([name, value]) => <span key={name} class="preview-pair small"><span class="muted">{propertyName(name)}</span> {text(value)}</span>)}
                    {props.target !== 'orders' && row.record.length > 1 && <Badge label={t('imports.moreEvents', { n: row.record.length })} />}
                  </span>
                ) : row.ok ? <span class="muted small">{t('imports.partOfOrder')}</span> : (
                  <span class="preview-what"><strong class="bad">{tOr(`imports.reason.${row.error}`, row.error)}</strong>
                    <span class="small soft" lang={locale.value === 'en' ? undefined : 'en'}>{locale.value === 'en' ? row.detail : row.detail.split('. ').slice(1).join('. ').replace(/\.$/, '')}</span></span>
                )}
              </button>
              {isOpen && <div class="preview-json"><Json value={row.ok ? (row.record.length === 1 ? row.record[0] : row.record) : row} /></div>}
            </li>
          );
        })}</ol>
      );
    };
  },
});
