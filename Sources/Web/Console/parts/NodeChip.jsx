// Narrows a list to one part of the organisation: a region, dealer or store and everything below it.
import { computed, defineComponent, ref } from 'vue';
import { api } from '../api.js';
import { t } from '../i18n/index.js';
import { useLoad } from '../lib/load.js';
import { nodeOptions } from '../lib/organisation.js';
import { can } from '../session.js';
import { SearchBox } from './Fields.jsx';
import { FilterChip } from './FilterChips.jsx';

const MANY = 10;

/** <NodeChip value={node} onPick={(id) => …} />; shown once there is something to choose between. `value` '' is the caller's whole part. */
export const NodeChip = defineComponent({
  name: 'NodeChip',
  props: ['value', 'onPick'],
  setup(props) {
    const needle = ref('');
    const tree = useLoad(async (signal) => (can('organisation.read') ? (await api.get('/organisation', null, { signal, quiet: true })).nodes : []));
    const options = computed(() => {
      const nodes = tree.data ?? [];
      const known = new Set(nodes.map((node) => node.id));
      const below = new Set(nodes.filter((node) => known.has(node.parent)).map((node) => node.id)); // the top of one's own part narrows nothing
      return nodeOptions(nodes).filter((each) => below.has(each.value)).map((each) => ({ value: String(each.value), label: each.path.split(' / ').slice(1).join(' / ') }));
    });
    const shown = () => options.value.filter((each) => each.label.toLowerCase().includes(needle.value.toLowerCase())).slice(0, 100);
    const text = () => (props.value ? options.value.find((each) => each.value === props.value)?.label ?? props.value : '');
    return () => (options.value.length === 0 && !props.value ? null : (
      <FilterChip label={t('organisation.part')} value={props.value} text={text()} options={options.value.length > MANY ? undefined : options.value} onPick={props.onPick}>
        {({ close }) => options.value.length > MANY && [
          <SearchBox placeholder={t('organisation.search')} wait={0} modelValue={needle.value} onUpdate:modelValue={(value) => { needle.value = value; }} />,
          ...shown().map((each) => <button key={each.value} type="button" class={['chip-option', each.value === props.value && 'on']} onClick={() => { props.onPick(each.value); close?.(); }}><span class="grow ellipsis">{each.label}</span></button>),
          shown().length === 0 && <p class="muted small chip-none">{t('common.nothingFound')}</p>,
        ]}
      </FilterChip>
    ));
  },
});
