// ⌘K: finds a person by any identifier, or a page. Typing never waits for the network.
import { computed, defineComponent, nextTick, ref, watch } from 'vue';
import { QDialog } from '../lib/quasar.js';
import { api } from '../api.js';
import { routes } from '../routes.js';
import { go, isAvailable } from '../router.jsx';
import { can, mayOpen } from '../session.js';
import { t } from '../i18n/index.js';
import { Icon } from '../parts/Icon.jsx';
import { Avatar } from '../parts/Status.jsx';
import { Button } from '../parts/Button.jsx';
import { identifierName } from '../lib/words.js';

export const Search = defineComponent({
  name: 'ConsoleSearch',
  props: ['open', 'close'],
  setup(props) {
    const text = ref('');
    const people = ref([]);
    const asking = ref(false);
    const failed = ref(false);
    const at = ref(0);
    const input = ref(null);
    let controller = null;
    let timer = 0;

    const pages = computed(() => {
      const wanted = text.value.trim().toLowerCase();
      return routes.filter((each) => !each.bare && !each.path.includes(':') && isAvailable(each.name) && mayOpen(each))
        .filter((each) => !wanted || t(each.title).toLowerCase().includes(wanted) || each.name.includes(wanted))
        .slice(0, wanted ? 6 : 20);
    });
    const hits = computed(() => [
      ...people.value.map((person) => ({ kind: 'person', key: `p${person.id}`, person, open: () => go(`/customers/${person.id}`) })),
      ...pages.value.map((page) => ({ kind: 'page', key: page.name, page, open: () => go(page.path) })),
    ]);

    watch(() => props.open, async (open) => {
      if (!open) return;
      text.value = '';
      people.value = [];
      at.value = 0;
      await nextTick();
      setTimeout(() => input.value?.focus(), 30);
    });
    watch(text, (value) => {
      at.value = 0;
      clearTimeout(timer);
      controller?.abort();
      const wanted = value.trim();
      if (!wanted || !can('customers.read')) {
        people.value = [];
        asking.value = false;
        return;
      }
      asking.value = true;
      timer = setTimeout(async () => {
        controller = new AbortController();
        const { signal } = controller;
        try {
          people.value = (await api.get('/search', { q: wanted }, { signal })).customers;
          failed.value = false;
        } catch (error) {
          if (error.name === 'AbortError') return;
          failed.value = true;
        }
        asking.value = false;
      }, 140);
    });

    const choose = (hit) => {
      props.close();
      hit?.open();
    };
    const onKey = (event) => {
      if (event.isComposing) return; // an input method is choosing characters
      if (event.key === 'ArrowDown') at.value = Math.min(at.value + 1, hits.value.length - 1);
      else if (event.key === 'ArrowUp') at.value = Math.max(at.value - 1, 0);
      else if (event.key === 'Enter') choose(hits.value[at.value]);
      else return;
      event.preventDefault();
      nextTick(() => document.querySelector('.search-hit.on')?.scrollIntoView({ block: 'nearest' }));
    };
    const row = (hit, index, content) => (
      <div key={hit.key} id={`search-hit-${index}`} class={['search-hit', index === at.value && 'on']} role="option" aria-selected={String(index === at.value)}
        onMousemove={() => { at.value = index; }} onClick={() => choose(hit)}>{content}</div>
    );
    return () => (
      <QDialog modelValue={props.open} onUpdate:modelValue={(value) => { if (!value) props.close(); }} position="top" transitionDuration={120}>{() => (
        <div class="search-panel" role="search">
          <div class="search-field">
            <Icon name="search" />
            <input ref={input} value={text.value} placeholder={t('search.placeholder')} aria-label={t('search.placeholder')} spellcheck="false" autocomplete="off"
              role="combobox" aria-expanded="true" aria-controls="search-hits" aria-activedescendant={hits.value.length ? `search-hit-${at.value}` : undefined}
              onInput={(event) => { text.value = event.target.value; }} onKeydown={onKey} />
            {asking.value && <Icon name="refresh" size={16} class="spin" />}
            <Button small kind="quiet" icon="close" hint={t('common.close')} act={() => { props.close(); }} class="search-close" />
          </div>
          <div class="search-results" role="listbox" id="search-hits" aria-label={t('search.placeholder')}>
            {people.value.length > 0 && <h3>{t('search.people')}</h3>}
            {hits.value.map((hit, index) => hit.kind === 'person' && row(hit, index, [
              <Avatar name={hit.person.name ?? hit.person.identifiers?.[0]?.value} />,
              <span class="grow"><span>{hit.person.name || t('customer.number', { n: hit.person.number })}</span>
                <span class="muted small ellipsis" style="display:block">{(hit.person.identifiers ?? []).slice(0, 3).map((each) => `${identifierName(each.kind)} ${each.value}`).join(' · ')}</span></span>,
            ]))}
            {text.value.trim() && !asking.value && people.value.length === 0 && can('customers.read') && <p class="muted small" style="padding:10px">{failed.value ? t('search.failed') : t([...text.value.trim()].length === 1 ? 'search.short' : 'search.nobody', { text: text.value.trim() })}</p>}
            {pages.value.length > 0 && <h3>{t('search.pages')}</h3>}
            {hits.value.map((hit, index) => hit.kind === 'page' && row(hit, index, [<Icon name="right" size={16} />, <span>{t(hit.page.title)}</span>]))}
          </div>
          <div class="search-foot muted small"><span><kbd>↑</kbd> <kbd>↓</kbd> {t('search.move')}</span><span><kbd>↵</kbd> {t('search.open')}</span><span><kbd>Esc</kbd> {t('common.close')}</span></div>
        </div>
      )}</QDialog>
    );
  },
});
