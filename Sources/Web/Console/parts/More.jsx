// The end of a list without end: asks for the next page as it comes near, or by a button when that failed.
import { defineComponent, onBeforeUnmount, onMounted, ref } from 'vue';
import { t } from '../i18n/index.js';
import { Button } from './Button.jsx';
import { ErrorNotice, Skeleton } from './States.jsx';

/** list: of usePages. */
export const More = defineComponent({
  name: 'ConsoleMore',
  props: ['list'],
  setup(props) {
    const end = ref(null);
    const watcher = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting) && props.list.hasMore && !props.list.moreError) props.list.more();
    }, { rootMargin: '700px' });
    onMounted(() => watcher.observe(end.value));
    onBeforeUnmount(() => watcher.disconnect());
    return () => (
      <div ref={end} class="more">
        {props.list.loadingMore && <Skeleton count={2} />}
        {props.list.moreError && !props.list.loadingMore && <ErrorNotice error={props.list.moreError} />}
        {props.list.hasMore && !props.list.loadingMore && <Button kind="quiet" block label={t('common.loadMore')} act={() => { props.list.more(); }} />}
      </div>
    );
  },
});
