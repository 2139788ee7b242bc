// 推广链接: short links that keep the click, its ad id and its origin.
import { computed, defineComponent, onMounted } from 'vue';
import { api } from 'console/api.js';
import { Link, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePages } from 'console/lib/load.js';
import { date, dateTime, number } from 'console/lib/format.js';
import { saveCSV } from 'console/lib/download.js';
import { actorName } from 'console/lib/people.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { SearchBox } from 'console/parts/Fields.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Empty, Failed } from 'console/parts/States.jsx';
import { toast } from 'console/parts/dialogs.jsx';
import { originOptions } from '../origins/words.js';
import { LinkDetails } from './LinkDetails.jsx';
import { createLink, createMany } from './create.jsx';

export default defineComponent({
  name: 'LinksPage',
  setup() {
    const q = useQuery('q', '');
    const origin = useQuery('origin', '');
    const page = useQuery('page', '');
    const active = useQuery('active', '');
    const open = useQuery('open', '', { replace: false });
    const wish = useQuery('new', '');
    const query = () => ({ q: q.value, origin: origin.value, page: page.value, active: active.value });
    const list = usePages((part, signal) => api.get('/links', { ...query(), ...part }, { signal }), query);
    const origins = useLoad(async (signal) => (await api.get('/origins', null, { signal })).items);
    const pages = useLoad(async (signal) => (await api.get('/pages', null, { signal })).items);
    const one = useLoad(async (signal) => (open.value ? api.get(`/links/${open.value}`, null, { signal }) : null), () => open.value);
    const current = computed(() => (open.value ? list.items.find((link) => String(link.id) === open.value) ?? (String(one.data?.id) === open.value ? one.data : null) : null));
    const isFiltered = () => Boolean(q.value || origin.value || page.value || active.value);

    const known = () => ({ origins: origins.data ?? [], pages: (pages.data ?? []).filter((each) => !each.archived), start: { origin: Number(origin.value) || null, page: Number(page.value) || null } });
    const ready = () => Promise.all([origins.data ? null : origins.reload(), pages.data ? null : pages.reload()]);
    const create = async () => {
      await ready();
      const made = await createLink(known());
      if (!made) return;
      await list.first.reload();
      setQuery({ open: String(made.id) }, { replace: false });
    };
    const bulk = async () => {
      await ready();
      const made = await createMany(known());
      if (!made) return;
      await list.first.reload();
      toast(t('links.bulk.made', { n: made.items.length }));
    };
    onMounted(() => {
      if (!wish.value || !mayChange('touchpoints.write')) return;
      const many = wish.value === 'bulk';
      wish.value = '';
      if (many) bulk();
      else create();
    });

    const columns = () => [
      { key: 'name', label: t('links.name'), main: true, render: (link) => <span class="row"><strong class="ellipsis">{link.name}</strong>{!link.active && <Badge tone="warn" label={t('links.offBadge')} />}</span> },
      { key: 'address', label: t('links.address'), render: (link) => <span class="row" style="gap:2px"><code class="ellipsis links-address" title={link.address}>{link.address.replace(/^https?:\/\//, '')}</code><Copy text={link.address} /></span> },
      { key: 'target', label: t('links.target'), render: (link) => (link.page ? (isAvailable('landing-page') ? <Link to={`/landing-pages/${link.page}`}>{link.pageName ?? link.page}</Link> : link.pageName) : <span class="ellipsis soft links-url" title={link.url}>{link.url}</span>) },
      { key: 'originName', label: t('common.origin'), value: (link) => link.originName },
      { key: 'clicks', label: t('links.clicks'), align: 'right', sort: true, render: (link) => number(link.clicks ?? 0) },
      { key: 'createdAt', label: t('common.created'), phone: false, render: (link) => <span title={dateTime(link.createdAt)}><span class="num nowrap">{date(link.createdAt)}</span>{link.createdBy && <div class="muted small nowrap">{actorName(link.createdBy)}</div>}</span> },
    ];
    const save = () => saveCSV(t('nav.links'), [[t('links.name'), t('links.address'), t('links.target'), t('common.origin'), t('links.clicks'), t('common.created'), t('common.createdBy')],
      ...list.items.map((link) => [link.name, link.address, link.pageName ?? link.url, link.originName ?? '', link.clicks, dateTime(link.createdAt), actorName(link.createdBy)])]);

    return () => (
      <Page title={t('nav.links')} purpose={t('links.purpose')} changes="touchpoints.write">{{
        actions: () => [
          list.items.length > 0 && <Button kind="quiet" icon="download" hint={t('links.save', { n: list.items.length })} act={save} />,
          mayChange('touchpoints.write') && <Button icon="list" label={t('links.bulk')} act={() => { bulk(); }} />,
          mayChange('touchpoints.write') && <Button kind="primary" icon="plus" label={t('links.new')} act={() => { create(); }} />,
        ],
        filters: () => [
          <SearchBox placeholder={t('links.search')} modelValue={q.value} onUpdate:modelValue={(value) => { q.value = value; }} />,
          <FilterChip label={t('common.origin')} value={origin.value} options={originOptions(origins.data).map((each) => ({ ...each, value: String(each.value) }))} onPick={(value) => { origin.value = value; }} />,
          <FilterChip label={t('nav.landingPage')} value={page.value} options={(pages.data ?? []).map((each) => ({ value: String(each.id), label: each.name }))} onPick={(value) => { page.value = value; }} />,
          <FilterChip label={t('common.status')} value={active.value} options={[{ value: 'true', label: t('links.on') }, { value: 'false', label: t('links.off') }]} onPick={(value) => { active.value = value; }} />,
        ],
        default: () => (
          <>
            {list.first.error && !list.first.data ? <Failed error={list.first.error} retry={list.first.reload} />
              : <DataTable label={t('nav.links')} columns={columns()} rows={list.items} loading={list.first.loading} rowKey={(link) => link.id} active={current.value?.id}
                open={(link) => setQuery({ open: String(link.id) }, { replace: false })} hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}>{{
                  empty: () => (isFiltered()
                    ? <Empty icon="search" title={t('common.nothingFound')}><Button label={t('links.showAll')} act={() => setQuery({ q: undefined, origin: undefined, page: undefined, active: undefined })} /></Empty>
                    : <Empty icon="link" title={t('links.empty')} why={t('links.empty.why')}>{mayChange('touchpoints.write') && <><Button kind="primary" icon="plus" label={t('links.new')} act={() => { create(); }} /><Button icon="list" label={t('links.bulk')} act={() => { bulk(); }} /></>}</Empty>),
                }}</DataTable>}
            <SideDrawer open={Boolean(current.value)} title={current.value?.name} subtitle={current.value && [t('links.since', { time: dateTime(current.value.createdAt) }), actorName(current.value.createdBy)].filter(Boolean).join(' · ')} width={620} close={() => setQuery({ open: undefined })}>
              {() => current.value && <LinkDetails key={current.value.id} link={current.value} origins={origins.data ?? []} pages={pages.data ?? []} changed={async () => { await list.first.reload(); await one.reload(); }} />}
            </SideDrawer>
          </>
        ),
      }}</Page>
    );
  },
});
