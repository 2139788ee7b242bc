// 来源渠道: the tree of what brings customers, with owner, cost and the values that mean each of them.
import { computed, defineComponent } from 'vue';
import { api } from 'console/api.js';
import { setQuery, useQuery } from 'console/router.jsx';
import { mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { number } from 'console/lib/format.js';
import { QToggle } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { SearchBox } from 'console/parts/Fields.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Empty, Failed } from 'console/parts/States.jsx';
import { TreeTable } from 'console/parts/TreeTable.jsx';
import { toast } from 'console/parts/dialogs.jsx';
import { OriginDetails } from './OriginDrawer.jsx';
import { createMany, createOrigin } from './create.jsx';
import { costName, kindIcons, kindName, kinds, platformName } from './words.js';

export default defineComponent({
  name: 'OriginsPage',
  setup() {
    const q = useQuery('q', '');
    const kind = useQuery('kind', '');
    const archived = useQuery('archived', '');
    const open = useQuery('open', '', { replace: false });
    const list = useLoad(async (signal) => (await api.get('/origins', { archived: archived.value === '1' || undefined }, { signal })).items, () => archived.value);
    const current = computed(() => list.data?.find((origin) => String(origin.id) === open.value));
    const keep = computed(() => {
      const wanted = q.value.toLowerCase();
      if (!wanted && !kind.value) return undefined;
      return (origin) => (!kind.value || origin.kind === kind.value) && (!wanted || `${origin.name} ${origin.code} ${origin.owner}`.toLowerCase().includes(wanted));
    });

    const create = async (parent = null) => {
      const made = await createOrigin(list.data ?? [], parent);
      if (!made) return;
      await list.reload();
      setQuery({ open: String(made.id) }, { replace: false });
    };
    const bulk = async () => {
      const made = await createMany(list.data ?? [], current.value?.id ?? null);
      if (!made) return;
      await list.reload();
      toast(t('origins.bulk.done', { n: made.created }));
    };
    const columns = () => [
      { key: 'name', label: t('origins.name'), render: (origin) => (
        <span class="row"><Icon name={kindIcons[origin.kind] ?? 'box'} size={16} class="muted" /><strong class="ellipsis">{origin.name}</strong>
          {origin.archived && <Badge label={t('origins.archivedBadge')} />}<code class="muted small ellipsis">{origin.code}</code></span>) },
      { key: 'kind', label: t('origins.kind'), render: (origin) => <span class="nowrap">{kindName(origin.kind)}{origin.platform && <span class="muted small"> · {platformName(origin.platform)}</span>}</span> },
      { key: 'owner', label: t('origins.owner'), value: (origin) => origin.owner },
      { key: 'cost', label: t('origins.cost'), render: (origin) => (origin.costModel ? <span>{costName(origin.costModel)}{origin.costNote && <span class="muted small"> · {origin.costNote}</span>}</span> : ''), phone: false },
      { key: 'rules', label: t('origins.rules'), align: 'right', render: (origin) => (origin.rules?.length ? number(origin.rules.length) : ''), phone: false },
      { key: 'links', label: t('origins.links'), align: 'right', render: (origin) => number(origin.linksBelow ?? origin.links ?? 0) },
      { key: 'clicks', label: t('origins.clicks'), align: 'right', render: (origin) => number(origin.clicksBelow ?? origin.clicks ?? 0) },
    ];
    const buttons = () => [
      <Button icon="list" label={t('origins.bulk')} act={() => { bulk(); }} />,
      <Button kind="primary" icon="plus" label={t('origins.new')} act={() => { create(); }} />,
    ];

    return () => (
      <Page title={t('nav.origins')} purpose={t('origins.purpose')} changes="touchpoints.write">{{
        actions: () => mayChange('touchpoints.write') && buttons(),
        filters: () => [
          <SearchBox placeholder={t('origins.search')} wait={0} modelValue={q.value} onUpdate:modelValue={(value) => { q.value = value; }} />,
          <FilterChip label={t('origins.kind')} value={kind.value} options={kinds.map((value) => ({ value, label: kindName(value) }))} onPick={(value) => { kind.value = value; }} />,
          <QToggle dense label={t('origins.showArchived')} modelValue={archived.value === '1'} onUpdate:modelValue={(on) => { archived.value = on ? '1' : ''; }} />,
        ],
        default: () => (
          <>
            {list.error && !list.data ? <Failed error={list.error} retry={list.reload} />
              : <TreeTable label={t('nav.origins')} columns={columns()} rows={list.data ?? []} keep={keep.value} loading={list.loading} active={current.value?.id}
                open={(origin) => setQuery({ open: String(origin.id) }, { replace: false })}>{{
                  empty: () => <Empty icon="flag" title={t('origins.empty')} why={t('origins.empty.why')}>{mayChange('touchpoints.write') && buttons()}</Empty>,
                }}</TreeTable>}
            {list.data?.length > 0 && <p class="muted small" style="margin-top:8px">{t('origins.sums')}</p>}
            <SideDrawer open={Boolean(current.value)} title={current.value?.name} subtitle={current.value?.path} width={620} close={() => setQuery({ open: undefined })}>
              {() => current.value && <OriginDetails key={current.value.id} origin={current.value} origins={list.data} changed={list.reload} close={() => setQuery({ open: undefined })} addBelow={() => { create(current.value.id); }} />}
            </SideDrawer>
          </>
        ),
      }}</Page>
    );
  },
});
