// Details at the right, so that the list stays. Esc or the cross closes it; on a phone it fills the screen.
import { Teleport, Transition, defineComponent, nextTick, onBeforeUnmount, onMounted, ref, watch } from 'vue';
import { t } from '../i18n/index.js';
import { Button } from './Button.jsx';

/** Props: open, title, subtitle, width (px), close(). Slots: default, actions (foot), head (beside the title). */
export const SideDrawer = defineComponent({
  name: 'SideDrawer',
  props: ['open', 'title', 'subtitle', 'width', 'close'],
  setup(props, { slots }) {
    const panel = ref(null);
    let before = null;
    const onKey = (event) => {
      if (event.key === 'Escape' && props.open && !document.querySelector('.q-dialog, .q-menu')) props.close();
    };
    onMounted(() => window.addEventListener('keydown', onKey));
    onBeforeUnmount(() => window.removeEventListener('keydown', onKey));
    watch(() => props.open, async (open) => {
      if (open) {
        before = document.activeElement;
        await nextTick();
        panel.value?.focus({ preventScroll: true });
      } else {
        before?.focus?.({ preventScroll: true });
      }
    }, { immediate: true });
    return () => (
      <Teleport to="body">
        <Transition name="drawer">{() => props.open && (
          <aside class="drawer" ref={panel} tabindex="-1" role="dialog" aria-label={props.title} style={`--width:${props.width ?? 540}px`}>
            <header>
              <div class="grow">
                <h2 class="ellipsis">{props.title}</h2>
                {props.subtitle && <p class="muted small ellipsis">{props.subtitle}</p>}
              </div>
              {slots.head?.()}
              <Button small kind="quiet" icon="close" hint={t('common.close')} act={() => { props.close(); }} />
            </header>
            <div class="drawer-body">{slots.default?.()}</div>
            {slots.actions && <footer>{slots.actions()}</footer>}
          </aside>
        )}</Transition>
      </Teleport>
    );
  },
});
