// 操作审计: who did what, when, from where. Cannot be changed by anybody.
import { computed, defineComponent, ref } from 'vue';
import { api } from 'console/api.js';
import { Link, isAvailable, useQuery } from 'console/router.jsx';
import { t, tOr } from 'console/i18n/index.js';
import { usePages, useLoad } from 'console/lib/load.js';
import { resolveRange } from 'console/lib/range.js';
import { dateTime, timeZone } from 'console/lib/format.js';
import { saveCSV } from 'console/lib/download.js';
import { can } from 'console/session.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Empty, Failed } from 'console/parts/States.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { Avatar } from 'console/parts/Status.jsx';
import { Json } from 'console/parts/Json.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { TimeRange } from 'console/parts/TimeRange.jsx';
import { Total } from 'console/parts/Total.jsx';

// Beginnings of the names of actions: 'lead' is leads and pools, 'sales' is salespeople, their absences and hours.
const areas = [
  'session.', 'customer.', 'conflict.', 'tag.', 'lead', 'sales', 'assign_policy.', 'journey.', 'message', 'template.', 'page.', 'link.', 'slot',
  'origin.', 'spend.', 'ad_account.', 'conversion.', 'media.', 'source', 'import.', 'export.', 'dictionary.', 'account.', 'api_key.', 'organisation.', 'channel.', 'sandbox.', 'settings.', 'retention.',
];
const pageOf = { customer: 'customer', lead: 'lead', journey: 'journey', page: 'landing-page' };
const pathOf = { customer: '/customers/', lead: '/leads/', journey: '/journeys/', page: '/landing-pages/' };

/** A person or a key has a name; the command line and the system are called what they are. */
const who = (actor) => (['account', 'api_key'].includes(actor.kind) && actor.name) || t(`audit.kind.${actor.kind}`);
const actionName = (action) => tOr(`action.${action}`, action);
/** "customer:12" → { kind, id } */
function parts(target) {
  const at = (target ?? '').indexOf(':');
  return at < 0 ? { kind: '', id: target ?? '' } : { kind: target.slice(0, at), id: target.slice(at + 1) };
}

export default defineComponent({
  name: 'AuditPage',
  setup() {
    const range = useQuery('range', '30d');
    const actor = useQuery('actor', '');
    const area = useQuery('action', '');
    const open = ref(null);
    const users = useLoad(async (signal) => (can('users.write') ? (await api.get('/users', { limit: 500 }, { signal })).items : []));
    const sources = useLoad(async (signal) => (can('sources.read') ? (await api.get('/sources', null, { signal })).items : []));
    const names = computed(() => ({
      account: new Map((users.data ?? []).map((user) => [String(user.id), user.name])),
      source: new Map((sources.data ?? []).map((source) => [String(source.id), source.name])),
    }));
    const targetText = ({ target, detail }) => {
      const { kind, id } = parts(target);
      return kind ? `${tOr(`audit.to.${kind}`, kind)} ${names.value[kind]?.get(id) ?? detail?.name ?? id}` : tOr(`audit.all.${id}`, id);
    };
    const targetNode = (entry) => {
      const { kind, id } = parts(entry.target);
      if (id && pathOf[kind] && isAvailable(pageOf[kind])) return <Link to={pathOf[kind] + id}>{targetText(entry)}</Link>;
      return targetText(entry) || <span class="muted">—</span>;
    };
    const query = () => ({ ...resolveRange(range.value), actor: actor.value, action: area.value, timeZone: timeZone() });
    const list = usePages((page, signal) => api.get('/audit', { ...query(), ...page }, { signal }), query);

    const columns = () => [
      { key: 'at', label: t('audit.at'), width: 160, render: (entry) => <span class="num">{dateTime(entry.at, { seconds: true })}</span> },
      { key: 'actor', label: t('audit.actor'), render: (entry) => <span class="row"><Avatar name={who(entry.actor)} size={24} /><span class="ellipsis">{who(entry.actor)}</span>{entry.actor.kind === 'api_key' && entry.actor.name && <span class="muted small">{t(`audit.kind.${entry.actor.kind}`)}</span>}</span> },
      { key: 'action', label: t('audit.action'), main: true, render: (entry) => <strong>{actionName(entry.action)}</strong> },
      { key: 'target', label: t('audit.target'), render: targetNode },
      { key: 'ip', label: t('audit.ip'), phone: false, render: (entry) => <span class="num soft">{entry.ip || '—'}</span> },
    ];
    const save = () => saveCSV(t('nav.audit'), [
      [t('audit.at'), t('audit.actor'), t('audit.action'), t('audit.target'), t('audit.ip'), t('audit.detail')],
      ...list.items.map((entry) => [dateTime(entry.at, { seconds: true }), entry.actor.name, actionName(entry.action), targetText(entry), entry.ip, JSON.stringify(entry.detail ?? {})]),
    ]);

    return () => (
      <Page title={t('nav.audit')} purpose={t('audit.purpose')}>{{
        actions: () => <Button icon="download" label={t('audit.save', { n: list.items.length })} disabled={list.items.length === 0} act={save} />,
        filters: () => [
          <TimeRange value={range.value} onPick={(value) => { range.value = value; }} />,
          <FilterChip label={t('audit.actor')} value={actor.value} options={(users.data ?? []).map((user) => ({ value: `account:${user.id}`, label: user.name }))} onPick={(value) => { actor.value = value; }} />,
          <FilterChip label={t('audit.area')} value={area.value} options={areas.map((value) => ({ value, label: t(`audit.area.${value.replace('.', '')}`) }))} onPick={(value) => { area.value = value; }} />,
          <span class="grow" />,
          <Total of={list.first.data} />,
        ],
        default: () => (
          <>
            {list.first.error ? <Failed error={list.first.error} retry={list.first.reload} />
              : <DataTable label={t('nav.audit')} columns={columns()} rows={list.items} loading={list.first.loading} rowKey={(entry) => entry.id} active={open.value?.id}
                open={(entry) => { open.value = entry; }} hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}>{{
                  empty: () => <Empty icon="shield" title={t('audit.empty')} why={t('audit.empty.why')}>{(actor.value || area.value) && <Button label={t('customers.clearFilters')} act={() => { actor.value = ''; area.value = ''; }} />}</Empty>,
                }}</DataTable>}
            <SideDrawer open={Boolean(open.value)} title={open.value && actionName(open.value.action)} subtitle={open.value && dateTime(open.value.at, { seconds: true })} close={() => { open.value = null; }}>
              {() => open.value && [
                <dl class="facts">
                  <dt>{t('audit.actor')}</dt><dd>{open.value.actor.name} <span class="muted">{t(`audit.kind.${open.value.actor.kind}`)}</span></dd>
                  <dt>{t('audit.target')}</dt><dd>{targetNode(open.value)}</dd>
                  <dt>{t('audit.ip')}</dt><dd class="num">{open.value.ip || '—'}</dd>
                  <dt>{t('audit.code')}</dt><dd><code>{open.value.action}</code></dd>
                </dl>,
                <div><h3>{t('audit.detail')}</h3>{Object.keys(open.value.detail ?? {}).length ? <Json value={open.value.detail} /> : <p class="muted">{t('audit.noDetail')}</p>}</div>,
              ]}
            </SideDrawer>
          </>
        ),
      }}</Page>
    );
  },
});
