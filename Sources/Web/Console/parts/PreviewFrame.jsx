// A page of the server in a frame of a phone's or a desktop's width, scaled to the place there is.
// Two frames take turns, so that a new version never flickers; the place one scrolled to is kept.
import { computed, defineComponent, onBeforeUnmount, onMounted, reactive, ref, watch } from 'vue';
import { Skeleton } from './States.jsx';

const WIDTHS = { phone: 390, desktop: 1280 };

/** src: address on this server; device: 'phone' | 'desktop'; title; height: of the frame in px; shown(document): after each load, when it may be read. */
export const PreviewFrame = defineComponent({
  name: 'PreviewFrame',
  props: ['src', 'device', 'title', 'height', 'shown'],
  setup(props) {
    const host = ref(null);
    const space = ref(390);
    const frames = reactive([{ src: '', ready: false }, { src: '', ready: false }]);
    const elements = [null, null];
    const front = ref(0);
    let observer = null;

    const width = computed(() => WIDTHS[props.device] ?? 390);
    const scale = computed(() => Math.min(1, space.value / width.value));
    const documentOf = (index) => {
      try {
        return elements[index]?.contentDocument ?? null;
      } catch {
        return null;
      }
    };

    watch(() => props.src, (src) => {
      if (!src) return;
      const isFirst = !frames[front.value].src;
      const index = isFirst ? front.value : 1 - front.value;
      frames[index].ready = false;
      frames[index].src = src;
    }, { immediate: true });

    const loaded = (index) => () => {
      if (!frames[index].src) return;
      frames[index].ready = true;
      const next = documentOf(index);
      if (index !== front.value) {
        const top = elements[front.value]?.contentWindow?.scrollY ?? 0;
        elements[index].contentWindow?.scrollTo?.({ top, behavior: 'instant' });
        const old = front.value;
        front.value = index;
        frames[old].src = '';
      }
      if (next) props.shown?.(next);
    };

    onMounted(() => {
      observer = new ResizeObserver(() => { space.value = host.value?.clientWidth || 390; });
      observer.observe(host.value);
    });
    onBeforeUnmount(() => observer?.disconnect());

    return () => {
      const height = props.height ?? 720;
      return (
        <div ref={host} class={['preview-frame', props.device === 'desktop' ? 'desktop' : 'phone']}>
          <div class="preview-device" style={`width:${width.value * scale.value}px;height:${height}px`}>
            {frames.map((frame, index) => frame.src && (
              <iframe key={index} ref={(element) => { elements[index] = element; }} src={frame.src} title={props.title} onLoad={loaded(index)}
                class={index === front.value ? 'front' : 'back'} aria-hidden={index === front.value ? undefined : 'true'}
                style={`width:${width.value}px;height:${height / scale.value}px;transform:scale(${scale.value})`} />
            ))}
            {!frames[front.value].ready && <div class="preview-waiting"><Skeleton kind="text" count={9} /></div>}
          </div>
        </div>
      );
    };
  },
});
