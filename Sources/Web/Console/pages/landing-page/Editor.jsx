// Blocks at the left, the page in the middle, what is chosen at the right; on narrower screens two columns, on a phone one.
import { computed, defineComponent, onBeforeUnmount, onMounted, ref, watch } from 'vue';
import { t } from 'console/i18n/index.js';
import { useMedia } from 'console/lib/media.js';
import { Segmented } from 'console/parts/Fields.jsx';
import { toast } from 'console/parts/dialogs.jsx';
import { BlockList, blockName } from './BlockList.jsx';
import { Preview } from './Preview.jsx';
import { BlockProperties, PageProperties } from './Properties.jsx';
import { addBlock, blocksOf, duplicateBlock, listName, moveBlock, removeBlock, setField } from './document.js';

export const Editor = defineComponent({
  name: 'PageEditor',
  props: ['page', 'content', 'types', 'saver', 'history', 'locked', 'variant', 'setVariant', 'ui', 'popups'],
  setup(props) {
    const wide = useMedia('(min-width: 1260px)');
    const phone = useMedia('(max-width: 760px)');
    const tall = ref(window.innerHeight);
    const measure = () => { tall.value = window.innerHeight; };
    onMounted(() => window.addEventListener('resize', measure));
    onBeforeUnmount(() => window.removeEventListener('resize', measure));
    const side = ref('edit'); // on a phone: edit | preview
    const inside = ref(false); // in two columns: whether the fields stand in place of the list

    const variant = computed(() => (props.content.experiment ? props.variant : 'A'));
    const blocks = computed(() => blocksOf(props.content, variant.value));
    const chosen = computed(() => blocks.value.find((block) => block.id === props.ui.chosen));
    const choose = (id) => { props.ui.chosen = id; inside.value = true; };
    const change = (how, group) => props.history.change((content) => { how(content); }, group);

    const add = (type) => {
      let id;
      change((content) => { id = addBlock(content, variant.value, type, chosen.value?.id); });
      choose(id);
    };
    const remove = (id) => {
      const block = blocks.value.find((each) => each.id === id);
      change((content) => removeBlock(content, variant.value, id));
      inside.value = false;
      toast(t('lpage.removed', { name: blockName(block.type) }), { undo: () => props.history.undo() });
    };
    const duplicate = (id) => {
      let copy;
      change((content) => { copy = duplicateBlock(content, variant.value, id); });
      choose(copy);
    };
    // a problem that the publish dialog points at
    watch(() => props.ui.problem, (problem) => {
      if (!problem) return;
      const place = /^(blocks|variantB)\[(\d+)\]/.exec(problem.place ?? '');
      if (place) props.setVariant(place[1] === 'variantB' ? 'B' : 'A');
      choose(place ? props.content[place[1]]?.[Number(place[2])]?.id ?? 'page' : problem.block ?? 'page');
      side.value = 'edit';
      props.ui.problem = null;
    }, { immediate: true });

    const list = () => (
      <BlockList content={props.content} blocks={blocks.value} variant={variant.value} types={props.types} problems={props.saver.problems} chosen={props.ui.chosen} locked={props.locked}
        choose={choose} add={add} move={(from, to) => change((content) => moveBlock(content, variant.value, from, to))} duplicate={duplicate} remove={remove} />
    );
    const properties = (back) => (chosen.value
      ? <BlockProperties key={variant.value + chosen.value.id} content={props.content} variant={variant.value} block={chosen.value} types={props.types} problems={props.saver.problems} locked={props.locked} back={back}
        set={(name, value, group) => change((content) => setField(content, variant.value, chosen.value.id, name, value), group && `${variant.value}.${chosen.value.id}.${group}`)}
        duplicate={() => duplicate(chosen.value.id)} remove={() => remove(chosen.value.id)} />
      : <PageProperties content={props.content} problems={props.saver.problems} locked={props.locked} back={back} popups={props.popups}
        setRoot={(name, value, group) => change((content) => { content.root = { ...content.root, [name]: value }; if (value === '') delete content.root[name]; }, group)} />);
    const variants = () => props.content.experiment && (
      <div class="row lpage-variants"><Segmented small label={t('lpage.variant')} value={variant.value} options={['A', 'B'].map((value) => ({ value, label: t('lpage.variantName', { name: value }) }))} onPick={(value) => { props.setVariant(value); inside.value = false; }} />
        <span class="muted small ellipsis">{t('lpage.variantHint')}</span></div>
    );
    const incomplete = () => props.saver.problems.length > 0 && <p class="small warn lpage-incomplete" role="status">{t('lpage.incomplete', { n: props.saver.problems.length })}</p>;
    const preview = () => (
      <Preview page={props.page.id} variant={variant.value} revision={props.saver.revision} blocks={props.content[listName(variant.value)] ?? []} problems={props.saver.problems}
        chosen={props.ui.chosen} choose={choose} height={phone.value ? Math.max(480, tall.value - 190) : Math.min(800, Math.max(460, tall.value - 262))} />
    );

    return () => {
      if (phone.value) {
        return (
          <div class="stack tight">
            <div class="row between"><Segmented label={t('lpage.view')} value={side.value} options={['edit', 'preview'].map((value) => ({ value, label: t(`lpage.view.${value}`) }))} onPick={(value) => { side.value = value; }} /></div>
            {variants()}{incomplete()}
            {side.value === 'preview' ? preview() : inside.value ? <div class="card body lpage-pane">{properties(() => { inside.value = false; })}</div> : list()}
          </div>
        );
      }
      if (!wide.value) {
        return (
          <div class="lpage-editor two">
            <div class="lpage-left">{variants()}{incomplete()}{inside.value ? <div class="card lpage-pane">{properties(() => { inside.value = false; })}</div> : list()}</div>
            {preview()}
          </div>
        );
      }
      return (
        <div class="lpage-editor">
          <div class="lpage-left">{variants()}{incomplete()}{list()}</div>
          {preview()}
          <div class="card lpage-pane">{properties()}</div>
        </div>
      );
    };
  },
});
