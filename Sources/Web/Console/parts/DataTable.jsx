// A list of things: sorts, scrolls without end, draws only the rows in view, becomes cards on a phone.
import { computed, defineComponent, onBeforeUnmount, onMounted, ref } from 'vue';
import { t } from '../i18n/index.js';
import { Icon } from './Icon.jsx';
import { Skeleton } from './States.jsx';

const VIRTUAL_FROM = 200;

/**
 * columns: [{ key, label, render?(row), value?(row), sort?: true, align?: 'right', width?, main?: true, wide?: true, phone?: false }]
 *   - `render` gives nodes; `value` the raw value (sorting; shown when there is no render);
 *   - `main` is the title of the card on a phone; `wide` takes its whole width; `phone: false` is left out there.
 * rows, rowKey(row); loading; open(row) makes rows clickable; active = key of the open row.
 * sort = { key, descending } with onSort(sort) when the server sorts; otherwise the table sorts what it has.
 * hasMore, more(): the next page, asked for as the end comes into view; loadingMore.
 * Slot empty: what to show without rows.
 */
export const DataTable = defineComponent({
  name: 'DataTable',
  props: ['columns', 'rows', 'rowKey', 'loading', 'open', 'active', 'sort', 'onSort', 'hasMore', 'more', 'loadingMore', 'label'],
  setup(props, { slots }) {
    const own = ref(null);
    const body = ref(null);
    const foot = ref(null);
    const phone = ref(false);
    const scroller = ref(null);
    const overflows = ref(false); // too wide for its place: it scrolls by itself, and the page does not
    const first = ref(0);
    const windowSize = ref(60);
    let rowHeight = 44;
    let frame = 0;

    const order = computed(() => (props.onSort ? props.sort : own.value));
    const sorted = computed(() => {
      const column = !props.onSort && own.value && props.columns.find((each) => each.key === own.value.key);
      if (!column) return props.rows ?? [];
      const read = column.value ?? ((row) => row[column.key]);
      const direction = own.value.descending ? -1 : 1;
      return [...props.rows].sort((a, b) => {
        const [x, y] = [read(a), read(b)];
        if (x === y) return 0;
        if (x === null || x === undefined) return 1;
        if (y === null || y === undefined) return -1;
        return (typeof x === 'string' ? x.localeCompare(y, undefined, { numeric: true }) : x < y ? -1 : 1) * direction;
      });
    });
    const isVirtual = computed(() => sorted.value.length > VIRTUAL_FROM && !phone.value);

    const media = window.matchMedia('(max-width: 820px)');
    const measure = () => {
      frame = 0;
      if (scroller.value) overflows.value = scroller.value.firstElementChild.offsetWidth > scroller.value.clientWidth + 1;
      if (isVirtual.value && body.value) {
        rowHeight = parseInt(getComputedStyle(document.documentElement).getPropertyValue('--row'), 10) + 1;
        const above = -body.value.getBoundingClientRect().top;
        first.value = Math.max(0, Math.floor(above / rowHeight) - 12);
        windowSize.value = Math.ceil(window.innerHeight / rowHeight) + 24;
      }
      if (props.hasMore && !props.loadingMore && foot.value && foot.value.getBoundingClientRect().top < window.innerHeight + 600) props.more?.();
    };
    const schedule = () => { frame ||= requestAnimationFrame(measure); };
    const adapt = () => { phone.value = media.matches; schedule(); };
    onMounted(() => {
      adapt();
      media.addEventListener('change', adapt);
      window.addEventListener('scroll', schedule, { passive: true });
      window.addEventListener('resize', schedule);
    });
    onBeforeUnmount(() => {
      cancelAnimationFrame(frame);
      media.removeEventListener('change', adapt);
      window.removeEventListener('scroll', schedule);
      window.removeEventListener('resize', schedule);
    });

    function sortBy(column) {
      const now = order.value;
      const descendingFirst = column.align === 'right';
      const next = now?.key !== column.key ? { key: column.key, descending: descendingFirst }
        : now.descending === descendingFirst ? { key: column.key, descending: !descendingFirst } : null;
      if (props.onSort) props.onSort(next);
      else own.value = next;
    }

    const keyOf = (row, at) => (props.rowKey ? props.rowKey(row) : row.id ?? at);
    const cell = (column, row) => {
      if (column.render) return column.render(row);
      const value = column.value ? column.value(row) : row[column.key];
      return value === null || value === undefined || value === '' ? <span class="muted">—</span> : value;
    };
    const opens = (row) => (event) => {
      if (!props.open || event.target.closest('a, button, input, .q-toggle, label') || window.getSelection()?.toString()) return;
      props.open(row);
    };
    const byKey = (row) => (event) => {
      if (props.open && event.key === 'Enter' && event.target === event.currentTarget) props.open(row);
    };

    const head = (column) => {
      const mine = order.value?.key === column.key;
      const style = column.width ? `width:${column.width}px` : undefined;
      if (!column.sort) return <th key={column.key} class={column.align} style={style}>{column.label}</th>;
      return (
        <th key={column.key} class={column.align} style={style} aria-sort={mine ? (order.value.descending ? 'descending' : 'ascending') : undefined}>
          <button type="button" class={['sort', mine && 'on']} onClick={() => sortBy(column)}>
            {column.label}<Icon name={mine ? (order.value.descending ? 'arrowDown' : 'arrowUp') : 'sort'} size={13} />
          </button>
        </th>
      );
    };

    const tableRow = (row, at) => {
      const key = keyOf(row, at);
      return (
        <tr key={key} class={[props.open && 'opens', props.active !== undefined && props.active === key && 'active']}
          tabindex={props.open ? 0 : undefined} onClick={opens(row)} onKeydown={byKey(row)}>
          {props.columns.map((column) => <td key={column.key} class={column.align}>{cell(column, row)}</td>)}
        </tr>
      );
    };
    const card = (row, at) => {
      const main = props.columns.find((column) => column.main) ?? props.columns[0];
      const key = keyOf(row, at);
      return (
        <li key={key} class={['table-card', props.open && 'opens', props.active !== undefined && props.active === key && 'active']}
          tabindex={props.open ? 0 : undefined} onClick={opens(row)} onKeydown={byKey(row)}>
          <div class="table-card-title">{cell(main, row)}</div>
          <dl>{props.columns.filter((column) => column !== main && column.phone !== false).map((column) => {
            const shown = cell(column, row);
            return shown !== '' && <div key={column.key} class={(!column.label || column.wide) && 'wide'}>{column.label && <dt>{column.label}</dt>}<dd>{shown}</dd></div>;
          })}</dl>
        </li>
      );
    };

    return () => {
      const rows = sorted.value;
      if (rows.length === 0) return props.loading ? <div class="card"><Skeleton count={8} /></div> : <div class="card">{slots.empty?.()}</div>;
      schedule();
      const from = isVirtual.value ? Math.min(first.value, Math.max(0, rows.length - windowSize.value)) : 0;
      const shown = isVirtual.value ? rows.slice(from, from + windowSize.value) : rows;
      const space = (count) => count > 0 && <tr aria-hidden="true" class="space"><td colspan={props.columns.length} style={`height:${count * rowHeight}px`} /></tr>;
      return (
        <div class={['table-frame card', props.loading && 'refreshing']}>
          {phone.value
            ? <ul class="table-cards" aria-label={props.label}>{rows.map(card)}</ul>
            : (
              <div ref={scroller} class={['table-scroll', overflows.value && 'overflows']}>
                <table class={['table', isVirtual.value && 'virtual']} aria-label={props.label} aria-rowcount={rows.length}>
                  <thead><tr>{props.columns.map(head)}</tr></thead>
                  <tbody ref={body}>
                    {space(from)}
                    {shown.map((row, at) => tableRow(row, from + at))}
                    {isVirtual.value && space(rows.length - from - shown.length)}
                  </tbody>
                </table>
              </div>
            )}
          <div ref={foot}>{props.loadingMore && <Skeleton count={2} />}
            {props.hasMore && !props.loadingMore && <button type="button" class="link table-more" onClick={() => props.more()}>{t('common.loadMore')}</button>}
          </div>
        </div>
      );
    };
  },
});
