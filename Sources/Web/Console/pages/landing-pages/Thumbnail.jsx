// A small live picture of a page: its draft, rendered by the server, loaded when it comes into view.
import { defineComponent, onBeforeUnmount, onMounted, ref } from 'vue';
import { api } from 'console/api.js';
import { Icon } from 'console/parts/Icon.jsx';

const known = new Map(); // "page@revision" → address, for as long as the tab lives

export const Thumbnail = defineComponent({
  name: 'PageThumbnail',
  props: ['page'],
  setup(props) {
    const host = ref(null);
    const src = ref('');
    const failed = ref(false);
    async function load() {
      const key = `${props.page.id}@${props.page.revision}`;
      try {
        if (!known.has(key)) known.set(key, api.post(`/pages/${props.page.id}/preview`, {}).then((answer) => answer.url));
        const url = new URL(await known.get(key), location.origin);
        src.value = url.pathname + url.search;
      } catch {
        known.delete(key);
        failed.value = true;
      }
    }
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      load();
    }, { rootMargin: '300px' });
    onMounted(() => watcher.observe(host.value));
    onBeforeUnmount(() => watcher.disconnect());
    return () => (
      <div ref={host} class="lpages-thumb" aria-hidden="true">
        {src.value ? <iframe src={src.value} tabindex="-1" loading="lazy" title="" scrolling="no" /> : <Icon name={failed.value ? 'warning' : 'phone'} size={26} />}
      </div>
    );
  },
});
