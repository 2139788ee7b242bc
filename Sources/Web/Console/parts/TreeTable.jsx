// A tree as a table: rows know their parent, branches fold, a search keeps the way down to what it finds.
import { computed, defineComponent, reactive } from 'vue';
import { t } from '../i18n/index.js';
import { useMedia } from '../lib/media.js';
import { Icon } from './Icon.jsx';
import { Skeleton } from './States.jsx';

/**
 * columns: as of DataTable (the first is the tree); rows: parents before children, { id, parent }; keep(row): false hides it unless something below is kept;
 * open(row); active: id; loading. Slot empty.
 */
export const TreeTable = defineComponent({
  name: 'TreeTable',
  props: ['columns', 'rows', 'keep', 'open', 'active', 'loading', 'label'],
  setup(props, { slots }) {
    const folded = reactive(new Set());
    const phone = useMedia('(max-width: 820px)');
    const tree = computed(() => {
      const known = new Set(props.rows.map((row) => row.id));
      const children = new Map();
      for (const row of props.rows) {
        const parent = row.parent !== null && known.has(row.parent) ? row.parent : null;
        if (!children.has(parent)) children.set(parent, []);
        children.get(parent).push(row);
      }
      const list = [];
      /** Adds a row with what is below it; answers whether anything of it is kept. */
      const walk = (row, depth, hidden) => {
        const at = list.length;
        const below = children.get(row.id) ?? [];
        const isFolded = folded.has(row.id) && !props.keep;
        let kept = !props.keep || props.keep(row);
        const entry = { row, depth, count: below.length, folded: isFolded, hidden };
        list.push(entry);
        for (const child of below) kept = walk(child, depth + 1, hidden || isFolded) || kept;
        if (!kept) list.splice(at);
        return kept;
      };
      for (const row of children.get(null) ?? []) walk(row, 0, false);
      return list.filter((entry) => !entry.hidden);
    });
    const toggle = (id) => (folded.has(id) ? folded.delete(id) : folded.add(id));
    const byKey = ({ row, count, folded: isFolded }) => (event) => {
      if (event.target !== event.currentTarget) return;
      if (event.key === 'Enter') props.open?.(row);
      else if (count && ((event.key === 'ArrowRight' && isFolded) || (event.key === 'ArrowLeft' && !isFolded))) toggle(row.id);
    };
    const press = (row) => (event) => {
      if (!event.target.closest('a, button, input, label') && !window.getSelection()?.toString()) props.open?.(row);
    };
    const cell = (column, row) => {
      const value = column.render ? column.render(row) : column.value ? column.value(row) : row[column.key];
      return value === null || value === undefined || value === '' ? <span class="muted">—</span> : value;
    };
    const branch = (entry) => (
      <span class="tree-branch" style={`padding-left:${entry.depth * (phone.value ? 14 : 20)}px`}>
        {entry.count > 0
          ? <button type="button" class="tree-fold" aria-expanded={String(!entry.folded)} aria-label={t(entry.folded ? 'tree.unfold' : 'tree.fold')} onClick={() => toggle(entry.row.id)}><Icon name={entry.folded ? 'right' : 'down'} size={15} /></button>
          : <span class="tree-leaf" />}
        <span class="grow">{cell(props.columns[0], entry.row)}</span>
      </span>
    );
    return () => {
      if (props.rows.length === 0) return props.loading ? <div class="card"><Skeleton count={8} /></div> : <div class="card">{slots.empty?.()}</div>;
      const [first, ...rest] = props.columns;
      if (tree.value.length === 0) return <div class="card"><p class="muted" style="padding:24px;text-align:center">{t('common.nothingFound')}</p></div>;
      const common = (entry) => ({
        key: entry.row.id, tabindex: props.open ? 0 : undefined, onClick: press(entry.row), onKeydown: byKey(entry),
        class: [props.open && 'opens', props.active === entry.row.id && 'active'],
      });
      return (
        <div class={['table-frame card', props.loading && 'refreshing']}>
          {phone.value
            ? <ul class="table-cards" aria-label={props.label}>{tree.value.map((entry) => (
              <li {...common(entry)} class={['table-card', ...common(entry).class]}>
                <div class="table-card-title">{branch(entry)}</div>
                <dl style={`padding-left:${entry.depth * 14 + 24}px`}>{rest.filter((column) => column.phone !== false).map((column) => <div key={column.key}><dt>{column.label}</dt><dd>{cell(column, entry.row)}</dd></div>)}</dl>
              </li>
            ))}</ul>
            : <div class="table-scroll"><table class="table tree-table" aria-label={props.label}>
              <thead><tr>{props.columns.map((column) => <th key={column.key} class={column.align} style={column.width ? `width:${column.width}px` : undefined}>{column.label}</th>)}</tr></thead>
              <tbody>{tree.value.map((entry) => (
                <tr {...common(entry)} aria-level={entry.depth + 1}>
                  <td key={first.key}>{branch(entry)}</td>
                  {rest.map((column) => <td key={column.key} class={column.align}>{cell(column, entry.row)}</td>)}
                </tr>
              ))}</tbody>
            </table></div>}
        </div>
      );
    };
  },
});
