// A JSON value as a foldable tree. Deep levels start folded; long arrays show their first 100.
import { defineComponent, ref } from 'vue';
import { t } from '../i18n/index.js';

const Scalar = ({ value }) => typeof value === 'string' ? <span class="string">{value === '' ? '""' : value}</span>
  : typeof value === 'number' ? <span class="number">{String(value)}</span>
    : <span class="literal">{String(value)}</span>;
Scalar.props = ['value'];

const Node = defineComponent({
  name: 'JsonNode',
  props: ['name', 'value', 'depth'],
  setup(props) {
    const open = ref((props.depth ?? 0) < 2);
    const all = ref(false);
    return () => {
      const { name, value, depth = 0 } = props;
      const label = name !== undefined && <span class="key">{name}: </span>;
      if (value === null || typeof value !== 'object') return <li>{label}<Scalar value={value} /></li>;
      const entries = Object.entries(value);
      const shown = all.value ? entries : entries.slice(0, 100);
      const [left, right] = Array.isArray(value) ? '[]' : '{}';
      if (entries.length === 0) return <li>{label}<span class="muted">{left}{right}</span></li>;
      return (
        <li>
          <button type="button" class="fold" aria-expanded={String(open.value)} onClick={() => { open.value = !open.value; }}>
            {open.value ? '▾' : '▸'} </button>
          {label}<span class="muted">{left}{!open.value && ` ${entries.length} ${right}`}</span>
          {open.value && <ul>{shown.map(([key, item]) => <Node key={key} name={key} value={item} depth={depth + 1} />)}
            {entries.length > shown.length && <li><button type="button" class="link" onClick={() => { all.value = true; }}>{t('common.showAll', { n: entries.length })}</button></li>}</ul>}
          {open.value && <span class="muted">{right}</span>}
        </li>
      );
    };
  },
});

export const Json = ({ value }) => <ul class="json"><Node value={value} depth={0} /></ul>;
Json.props = ['value'];
