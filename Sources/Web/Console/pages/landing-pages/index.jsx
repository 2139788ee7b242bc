// 落地页: every page with a live picture, whether visitors see it, and what it brought.
import { computed, defineComponent, withDirectives } from 'vue';
import { api } from 'console/api.js';
import { Link, go, isAvailable, useQuery } from 'console/router.jsx';
import { mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { ago, dateTime, number } from 'console/lib/format.js';
import { ClosePopup, QMenu } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { SearchBox } from 'console/parts/Fields.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, Empty } from 'console/parts/States.jsx';
import { confirm, toast } from 'console/parts/dialogs.jsx';
import { Thumbnail } from './Thumbnail.jsx';
import { createPage } from './create.jsx';
import { templates } from './templates.js';

export default defineComponent({
  name: 'LandingPagesPage',
  setup() {
    const q = useQuery('q', '');
    const state = useQuery('state', '');
    const list = useLoad(async (signal) => (await api.get('/pages', { archived: state.value === 'archived' || undefined }, { signal })).items, () => state.value === 'archived');
    const shown = computed(() => (list.data ?? []).filter((page) => {
      if (q.value && !`${page.name} ${page.slug}`.toLowerCase().includes(q.value.toLowerCase())) return false;
      if (state.value === 'archived') return page.archived;
      if (page.archived) return false;
      if (state.value === 'live') return page.publishedVersion;
      if (state.value === 'draft') return !page.publishedVersion;
      if (state.value === 'changed') return page.publishedVersion && page.hasUnpublishedChanges;
      return true;
    }));
    const create = async (start, copyOf) => {
      const made = await createPage((list.data ?? []).filter((page) => !page.archived), start, copyOf);
      if (made) go(`/landing-pages/${made.id}`);
    };
    const archive = (page) => confirm({
      title: t('lpages.archiveTitle', { name: page.name }), consequence: t('lpages.archiveConsequence', { n: page.links ?? 0 }), action: t('lpages.archive'), danger: true,
      act: async () => {
        await api.patch(`/pages/${page.id}`, { archived: true });
        await list.reload();
        toast(t('lpages.archivedDone', { name: page.name }), { undo: async () => { await api.patch(`/pages/${page.id}`, { archived: false }); list.reload(); } });
      },
    });
    const bringBack = async (page) => {
      await api.patch(`/pages/${page.id}`, { archived: false });
      await list.reload();
    };
    const badge = (page) => {
      if (page.archived) return <Badge label={t('lpages.archived')} />;
      if (!page.publishedVersion) return <Badge tone="warn" label={t('lpages.draft')} />;
      return <Badge tone="good" dot label={t('lpages.live', { n: page.publishedVersion })} />;
    };
    const option = (icon, label, act) => withDirectives(<button type="button" class="chip-option" onClick={act}><Icon name={icon} size={15} />{label}</button>, [[ClosePopup]]);
    const card = (page) => (
      <li key={page.id} class="card lpages-card">
        <Link to={`/landing-pages/${page.id}`} class="lpages-picture" tabindex="-1" aria-label={page.name}><Thumbnail key={page.revision} page={page} /></Link>
        <div class="lpages-info">
          <div class="row top"><Link to={`/landing-pages/${page.id}`} class="lpages-name grow">{page.name}</Link>
            {mayChange('touchpoints.write') && <button type="button" class="btn quiet small icon-only" aria-label={t('lpages.menu', { name: page.name })}><Icon name="more" size={16} />
              <QMenu anchor="bottom right" self="top right">{() => <div class="chip-menu">
                {!page.archived && option('edit', t('lpages.edit'), () => go(`/landing-pages/${page.id}`))}
                {option('copy', t('lpages.duplicate'), () => { create('copy', page.id); })}
                {page.archived ? option('undo', t('lpages.bringBack'), () => { bringBack(page); }) : option('archive', t('lpages.archive'), () => { archive(page); })}
              </div>}</QMenu></button>}</div>
          <div class="row wrap">{badge(page)}{page.publishedVersion && page.hasUnpublishedChanges && <Badge tone="warn" label={t('lpages.changed')} />}</div>
          <dl class="lpages-figures">
            <div><dt>{t('lpages.submissions')}</dt><dd class="num">{number(page.submissions ?? 0)}{page.quarantined > 0 && <span class="muted small"> {t('lpages.quarantined', { n: number(page.quarantined) })}</span>}</dd></div>
            <div><dt>{t('lpages.links')}</dt><dd class="num">{isAvailable('links') ? <Link to="/links" query={{ page: page.id }}>{number(page.links ?? 0)}</Link> : number(page.links ?? 0)}</dd></div>
          </dl>
          <div class="row lpages-address">{page.publishedVersion && !page.archived
            ? <><a href={page.address} target="_blank" rel="noopener" class="small ellipsis grow">{page.address.replace(/^https?:\/\//, '')}</a><Copy text={page.address} /></>
            : <span class="muted small grow ellipsis">/p/{page.slug}</span>}</div>
          <div class="muted small" title={dateTime(page.updatedAt, { seconds: true })}>{t('lpages.updated', { time: ago(page.updatedAt) })}</div>
        </div>
      </li>
    );

    return () => (
      <Page title={t('nav.landingPages')} purpose={t('lpages.purpose')} changes="touchpoints.write">{{
        actions: () => mayChange('touchpoints.write') && <Button kind="primary" icon="plus" label={t('lpages.new')} act={() => { create(); }} />,
        filters: () => [
          <SearchBox placeholder={t('lpages.search')} wait={0} modelValue={q.value} onUpdate:modelValue={(value) => { q.value = value; }} />,
          <FilterChip label={t('common.status')} value={state.value} options={['live', 'changed', 'draft', 'archived'].map((value) => ({ value, label: t(`lpages.state.${value}`) }))} onPick={(value) => { state.value = value; }} />,
        ],
        default: () => (
          <Async state={list} kind="cards" count={6}>{() => (shown.value.length
            ? <ul class="lpages-grid">{shown.value.map(card)}</ul>
            : (
              <div class="card">{list.data.length && (q.value || state.value)
                ? <Empty icon="search" title={t('common.nothingFound')}><Button label={t('lpages.showAll')} act={() => { q.value = ''; state.value = ''; }} /></Empty>
                : (
                  <Empty icon="phone" title={t('lpages.empty')} why={t('lpages.empty.why')}>
                    {mayChange('touchpoints.write') && templates.map((each) => <Button key={each.key} icon={each.icon} label={t(`lpages.start.${each.key}`)} act={() => { create(each.key); }} />)}
                  </Empty>
                )}</div>
            ))}</Async>
        ),
      }}</Page>
    );
  },
});
