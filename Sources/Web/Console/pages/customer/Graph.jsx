// The identity graph of one customer: identifiers as circles, links as lines by strength. Both can be picked.
import { computed, defineComponent, onBeforeUnmount, onMounted, ref } from 'vue';
import { t } from 'console/i18n/index.js';
import { number } from 'console/lib/format.js';
import { icons } from 'console/lib/icons.js';
import { inOrder } from 'console/lib/people.js';
import { identifierName } from 'console/lib/words.js';
import { identifierIcon } from 'console/parts/Person.jsx';
import { layout } from './layout.js';

const MOST = 40;
const cut = (text) => (text.length > 16 ? `${text.slice(0, 7)}…${text.slice(-6)}` : text);

export const Graph = defineComponent({
  name: 'IdentityGraph',
  props: ['nodes', 'edges', 'picked', 'pick'],
  setup(props) {
    const host = ref(null);
    const width = ref(640);
    const watcher = new ResizeObserver(() => { if (host.value) width.value = Math.max(280, host.value.clientWidth); });
    onMounted(() => watcher.observe(host.value));
    onBeforeUnmount(() => watcher.disconnect());
    const weight = { strong: 0, medium: 1, weak: 2 };
    const shown = computed(() => inOrder(props.nodes).sort((a, b) => weight[a.strength] - weight[b.strength]).slice(0, MOST));
    const height = computed(() => (shown.value.length < 3 ? 200 : Math.min(460, 230 + shown.value.length * 14)));
    const places = computed(() => new Map(layout(shown.value, props.edges, width.value, height.value).map((point, at) => [shown.value[at].leaf, point])));
    const byKey = (what) => (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      props.pick(what);
    };
    return () => {
      const { node, edge } = props.picked ?? {};
      const near = (leaf) => node?.leaf === leaf || edge?.a === leaf || edge?.b === leaf;
      return (
        <div ref={host} class="graph">
          <svg width={width.value} height={height.value} role="group" aria-label={t('identity.graph')} onClick={(event) => { if (event.target === event.currentTarget) props.pick(null); }}>
            {props.edges.map((each) => {
              const [a, b] = [places.value.get(each.a), places.value.get(each.b)];
              if (!a || !b) return null;
              const isOn = edge?.id === each.id || (node && (node.leaf === each.a || node.leaf === each.b));
              return (
                <g key={each.id} class={['graph-link', isOn && 'on']} role="button" tabindex="0" aria-label={t('identity.why')} onClick={() => props.pick({ edge: each })} onKeydown={byKey({ edge: each })}>
                  <line x1={a.x} y1={a.y} x2={b.x} y2={b.y} class={['graph-edge', each.strength]} />
                  <line x1={a.x} y1={a.y} x2={b.x} y2={b.y} class="graph-hit" />
                </g>
              );
            })}
            {shown.value.map((each) => {
              const at = places.value.get(each.leaf);
              return (
                <g key={each.leaf} class={['graph-node', each.strength, near(each.leaf) && 'on']} transform={`translate(${at.x},${at.y})`} role="button" tabindex="0" aria-label={`${identifierName(each.kind)} ${each.value}`}
                  onClick={() => props.pick({ node: each })} onKeydown={byKey({ node: each })}>
                  <title>{identifierName(each.kind)} {each.value}</title>
                  <circle r="18" />
                  <g transform="translate(-9,-9) scale(0.75)"><path d={icons[identifierIcon(each.kind)]} /></g>
                  <text y="33" class="graph-kind">{identifierName(each.kind)}</text>
                  <text y="47" class="graph-value">{cut(each.value)}</text>
                </g>
              );
            })}
          </svg>
          {props.nodes.length > MOST && <p class="muted small">{t('identity.graphMore', { n: number(props.nodes.length - MOST) })}</p>}
        </div>
      );
    };
  },
});
