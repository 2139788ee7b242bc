// The draft as visitors will see it, rendered by the server. A click on a block chooses it.
import { computed, defineComponent, ref, watch } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { Button } from 'console/parts/Button.jsx';
import { PreviewFrame } from 'console/parts/PreviewFrame.jsx';
import { Segmented } from 'console/parts/Fields.jsx';
import { Failed } from 'console/parts/States.jsx';
import { Icon } from 'console/parts/Icon.jsx';

/** page (id), variant, revision (of the saved draft), blocks, problems, chosen, choose(id), height. */
export const Preview = defineComponent({
  name: 'PagePreview',
  props: ['page', 'variant', 'revision', 'blocks', 'problems', 'chosen', 'choose', 'height'],
  setup(props) {
    const device = ref('phone');
    const link = ref(null); // { url, variant, expiresAt }
    const error = ref(null);
    const shown = ref(0); // the revision on screen
    let seen = null;

    async function ask() {
      try {
        const answer = await api.post(`/pages/${props.page}/preview`, { variant: props.variant });
        link.value = { ...answer, variant: props.variant };
        error.value = null;
        shown.value = props.revision;
      } catch (failure) {
        error.value = failure;
      }
    }
    watch(() => props.variant, ask, { immediate: true });
    watch(() => props.revision, (revision) => {
      if (!link.value || link.value.variant !== props.variant) return;
      if (link.value.expiresAt && new Date(link.value.expiresAt) - Date.now() < 60_000) ask();
      else shown.value = revision;
    });
    const src = computed(() => {
      if (!link.value || link.value.variant !== props.variant) return '';
      const url = new URL(link.value.url, location.origin);
      url.searchParams.set('r', shown.value);
      return url.pathname + url.search;
    });

    /** The element of each block in the shown document: marked ones, or those that stand in order. */
    const elements = (root) => {
      const marked = [...root.querySelectorAll('[data-block]')];
      if (marked.length) return new Map(marked.map((element) => [element.dataset.block, element]));
      const sections = [...root.querySelectorAll('main > *')];
      return new Map(props.blocks.map((block, index) => [block.id, sections[index]]).filter(([, element]) => element));
    };
    const mark = (scroll) => {
      if (!seen) return;
      for (const [id, element] of elements(seen)) {
        const on = id === props.chosen;
        element.style.outline = on ? '2px solid #1f4fd8' : '';
        element.style.outlineOffset = on ? '-2px' : '';
        if (on && scroll) element.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
      }
    };
    const opened = (root) => {
      seen = root;
      for (const element of root.querySelectorAll('.broken')) element.textContent = t('lpage.brokenBlock');
      root.addEventListener('click', (event) => {
        const link = event.target.closest?.('a, button, form');
        if (link && !event.target.closest('summary')) event.preventDefault();
        for (const [id, element] of elements(root)) if (element.contains(event.target)) props.choose(id);
      });
      root.addEventListener('submit', (event) => event.preventDefault());
      mark(false);
    };
    watch(() => props.chosen, () => mark(true));

    return () => (
      <section class="lpage-preview" aria-label={t('lpage.preview')}>
        <div class="row between lpage-preview-bar">
          <Segmented small label={t('lpage.device')} value={device.value} options={[{ value: 'phone', label: t('lpage.device.phone'), icon: 'phone' }, { value: 'desktop', label: t('lpage.device.desktop'), icon: 'monitor' }]} onPick={(value) => { device.value = value; }} />
          <span class="muted small ellipsis">{t('lpage.previewHint')}</span>
          {link.value && <a class="btn quiet small icon-only" href={link.value.url} target="_blank" rel="noopener" title={t('lpage.openPreview')} aria-label={t('lpage.openPreview')}><Icon name="external" size={16} /></a>}
        </div>
        {error.value ? <div class="card"><Failed error={error.value} retry={ask} /></div>
          : <PreviewFrame src={src.value} device={device.value} title={t('lpage.preview')} height={props.height} shown={opened} />}
        {error.value && <Button small label={t('common.retry')} act={ask} />}
      </section>
    );
  },
});
