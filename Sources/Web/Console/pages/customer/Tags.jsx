// The customer's tags: take off with the cross, put on by typing (a new name makes a new tag).
import { defineComponent, inject, nextTick, reactive, ref } from 'vue';
import { QMenu, QTooltip } from 'console/lib/quasar.js';
import { api } from 'console/api.js';
import { Link, isAvailable } from 'console/router.jsx';
import { t } from 'console/i18n/index.js';
import { can } from 'console/session.js';
import { dateTime, number } from 'console/lib/format.js';
import { actorName } from 'console/lib/people.js';
import { Icon } from 'console/parts/Icon.jsx';
import { toast, toastError } from 'console/parts/dialogs.jsx';

export const Tags = defineComponent({
  name: 'CustomerTags',
  setup() {
    const page = inject('customer');
    const menu = ref(null);
    const input = ref(null);
    const form = reactive({ text: '', all: [], busy: false });

    async function change(add, remove) {
      form.busy = true;
      try {
        page.take(await api.post(`${page.path}/tags`, { add, remove }));
        toast(add.length ? t('tags.added', { name: add[0] }) : t('tags.removed', { name: remove[0] }), { undo: () => change(remove, add) });
      } catch (error) {
        toastError(error);
      } finally {
        form.busy = false;
      }
    }
    const add = (name) => {
      form.text = '';
      menu.value?.hide();
      change([name], []);
    };
    async function opened() {
      await nextTick();
      input.value?.focus();
      form.all = (await api.get('/tags').catch(() => ({ items: [] }))).items;
    }
    const choices = () => {
      const worn = new Set(page.data.tags.map((tag) => tag.name));
      const wanted = form.text.trim().toLowerCase();
      return form.all.filter((tag) => !worn.has(tag.name) && `${tag.group} ${tag.name}`.toLowerCase().includes(wanted)).slice(0, 40);
    };
    return () => {
      const tags = page.data.tags;
      const fresh = form.text.trim();
      return (
        <div class="tag-chips customer-tags">
          <Icon name="tag" size={15} class="muted" />
          {tags.map((tag) => (
            <span key={tag.id} class="tag-chip">
              {isAvailable('customers') ? <Link to="/customers" query={{ tag: tag.name }}>{tag.name}</Link> : tag.name}
              {can('customers.write') && <button type="button" aria-label={t('tags.remove', { name: tag.name })} disabled={form.busy} onClick={() => change([], [tag.name])}><Icon name="close" size={12} /></button>}
              <QTooltip delay={400}>{t('tags.since', { group: tag.group || t('tags.noGroup'), time: dateTime(tag.time), who: actorName(tag.actor) || t('tags.bySource') })}</QTooltip>
            </span>
          ))}
          {tags.length === 0 && !can('customers.write') && <span class="muted small">{t('tags.none')}</span>}
          {can('customers.write') && (
            <button type="button" class="tag-add" disabled={form.busy}><Icon name="plus" size={13} />{t('tags.add')}
              <QMenu ref={menu} offset={[0, 6]} onShow={opened}>{() => (
                <div class="chip-menu tag-menu">
                  <label class="search-box"><Icon name="search" size={15} />
                    <input ref={input} value={form.text} placeholder={t('tags.find')} maxlength="60" onInput={(event) => { form.text = event.target.value; }}
                      onKeydown={(event) => { if (event.key !== 'Enter' || event.isComposing || !fresh) return; event.preventDefault(); add(choices().find((tag) => tag.name === fresh)?.name ?? choices()[0]?.name ?? fresh); }} /></label>
                  {choices().map((tag) => (
                    <button key={tag.id} type="button" class="chip-option" onClick={() => add(tag.name)}><span class="grow ellipsis">{tag.name}{tag.group && <span class="muted small"> {tag.group}</span>}</span><span class="muted num small">{number(tag.customers)}</span></button>
                  ))}
                  {fresh && !form.all.some((tag) => tag.name === fresh) && !page.data.tags.some((tag) => tag.name === fresh) && <button type="button" class="chip-option" onClick={() => add(fresh)}><Icon name="plus" size={14} />{t('tags.make', { name: fresh })}</button>}
                  {!fresh && choices().length === 0 && <p class="muted small tag-hint">{t('tags.typeName')}</p>}
                </div>
              )}</QMenu>
            </button>
          )}
        </div>
      );
    };
  },
});
