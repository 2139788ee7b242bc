// A list that can be put in another order: drag the handle, or focus it and press the arrow keys.
import { defineComponent, nextTick, ref } from 'vue';
import { t } from '../i18n/index.js';
import { Icon } from './Icon.jsx';

/**
 * items; itemKey(item, index); move(from, to): puts the item at `from` so that it stands at `to`; name(item): for screen readers;
 * active: key of the chosen item; locked: no handles. Slot: a function of { item, index }.
 */
export const DragList = defineComponent({
  name: 'DragList',
  props: ['items', 'itemKey', 'move', 'name', 'active', 'locked', 'label'],
  setup(props, { slots }) {
    const host = ref(null);
    const dragged = ref(-1);
    const target = ref(-1);

    const rows = () => [...host.value.children];
    const focusHandle = async (index) => {
      await nextTick();
      rows()[index]?.querySelector('.drag-handle')?.focus();
    };
    const begin = (index) => (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      event.currentTarget.focus();
      event.currentTarget.setPointerCapture(event.pointerId);
      dragged.value = index;
      target.value = index;
    };
    const over = (event) => {
      if (dragged.value < 0) return;
      const places = rows().map((row) => row.getBoundingClientRect());
      let place = places.findIndex((box) => event.clientY < box.top + box.height / 2);
      if (place < 0) place = places.length;
      target.value = place > dragged.value ? place - 1 : place;
    };
    const drop = () => {
      const [from, to] = [dragged.value, target.value];
      dragged.value = target.value = -1;
      if (from >= 0 && to >= 0 && from !== to) {
        props.move(from, to);
        focusHandle(to);
      }
    };
    const leave = () => { dragged.value = target.value = -1; };
    const byKey = (index) => (event) => {
      if (event.key === 'Escape') return leave();
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const to = index + step;
      if (!step || to < 0 || to >= props.items.length) return undefined;
      event.preventDefault();
      props.move(index, to);
      return focusHandle(to);
    };
    const mark = (index) => {
      if (dragged.value < 0 || target.value === dragged.value || index !== target.value) return '';
      return target.value > dragged.value ? 'drop-after' : 'drop-before';
    };

    return () => (
      <ul ref={host} class="drag-list" aria-label={props.label}>
        {props.items.map((item, index) => {
          const key = props.itemKey(item, index);
          return (
            <li key={key} class={['drag-item', dragged.value === index && 'dragged', mark(index), props.active !== undefined && props.active === key && 'active']}>
              {!props.locked && props.items.length > 1 && (
                <button type="button" class="drag-handle" aria-label={t('drag.handle', { name: props.name?.(item) ?? index + 1, place: index + 1, n: props.items.length })}
                  title={t('drag.hint')} onPointerdown={begin(index)} onPointermove={over} onPointerup={drop} onPointercancel={leave} onKeydown={byKey(index)}>
                  <Icon name="grip" size={16} />
                </button>
              )}
              <div class="grow">{slots.default({ item, index })}</div>
            </li>
          );
        })}
      </ul>
    );
  },
});
