// 客户列表: everybody we know, found by any identifier, name or tag; a quick look at the right keeps the list.
import { computed, defineComponent } from 'vue';
import { api } from 'console/api.js';
import { go, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { t } from 'console/i18n/index.js';
import { can, session } from 'console/session.js';
import { useLoad, usePages } from 'console/lib/load.js';
import { useMedia } from 'console/lib/media.js';
import { ago, dateTime, number } from 'console/lib/format.js';
import { originName } from 'console/lib/names.js';
import { QTooltip } from 'console/lib/quasar.js';
import { identifierName } from 'console/lib/words.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Empty, Failed } from 'console/parts/States.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { NodeChip } from 'console/parts/NodeChip.jsx';
import { SearchBox, Segmented } from 'console/parts/Fields.jsx';
import { channelName } from 'console/parts/Status.jsx';
import { ChannelIcons, PersonLine, TagChips } from 'console/parts/Person.jsx';
import { QuickLook } from './QuickLook.jsx';

const channels = ['web', 'h5', 'app', 'mini_program', 'wecom', 'official_account', 'douyin', 'store', 'shop', 'sms', 'email', 'server', 'other'];
const kinds = ['user_id', 'phone', 'email', 'unionid', 'openid', 'external_userid', 'member_id', 'anonymous_id', 'device_id'];

export default defineComponent({
  name: 'CustomersPage',
  setup() {
    const needle = useQuery('q', '');
    const segment = useQuery('segment', 'all');
    const channel = useQuery('channel', '');
    const tag = useQuery('tag', '');
    const kind = useQuery('kind', '');
    const node = useQuery('node', '');
    const sort = useQuery('sort', 'lastSeen');
    const open = useQuery('open', '');

    const asked = () => ({
      q: needle.value, segment: segment.value === 'all' ? undefined : segment.value, channel: channel.value, tag: tag.value, kind: kind.value, node: node.value, sort: sort.value,
    });
    const list = usePages((page, signal) => api.get('/customers', { ...asked(), ...page }, { signal }), asked);
    const tags = useLoad(async (signal) => (await api.get('/tags', null, { signal })).items);
    const narrow = useMedia('(max-width: 1400px)');
    const isFiltered = computed(() => Boolean(needle.value || channel.value || tag.value || kind.value || node.value || segment.value !== 'all'));

    const moment = (value) => (value ? <span class="nowrap">{ago(value)}<QTooltip delay={300}>{dateTime(value, { seconds: true })}</QTooltip></span> : <span class="muted">—</span>);
    const columns = () => [
      { key: 'name', label: t('customers.who'), main: true, render: (customer) => <PersonLine customer={customer} /> },
      { key: 'tags', label: t('customers.tags'), phone: false, render: (customer) => (customer.tags.length ? <TagChips tags={customer.tags} most={narrow.value ? 2 : 3} /> : <span class="muted">—</span>) },
      { key: 'channels', label: t('common.channel'), render: (customer) => <ChannelIcons names={customer.channels} /> },
      { key: 'origin', label: t('common.origin'), phone: false, render: (customer) => (customer.origin ? <span class="customers-origin ellipsis" title={customer.origin}>{originName(customer.origin)}</span> : <span class="muted">—</span>) },
      { key: 'events', label: t('customers.events'), align: 'right', sort: true, render: (customer) => number(customer.events) },
      ...(narrow.value && sort.value !== 'firstSeen' ? [] : [{ key: 'firstSeen', label: t('customers.firstSeen'), sort: true, phone: false, render: (customer) => moment(customer.firstSeen) }]),
      { key: 'lastSeen', label: t('customers.lastSeen'), sort: true, render: (customer) => moment(customer.lastSeen) },
    ];
    // Who sees a part of the house alone may well see nobody in it.
    const isPart = () => Boolean(session.account?.node) || session.account?.role === 'sales';
    const current = () => list.items.find((customer) => customer.id === open.value);

    return () => (
      <Page title={t('nav.customers')} purpose={t('customers.purpose')}>{{
        actions: () => [
          isAvailable('imports') && can('exports.read') && <Button icon="download" label={t('customers.export')} act={() => { go('/imports', { query: { tab: 'export' } }); }} />,
          isAvailable('imports') && can('imports.write') && <Button icon="upload" label={t('customers.import')} act={() => { go('/imports'); }} />,
        ],
        filters: () => [
          <SearchBox placeholder={t('customers.search')} modelValue={needle.value} onUpdate:modelValue={(value) => { needle.value = value; }} />,
          <Segmented label={t('customers.segment')} value={segment.value} options={['all', 'known', 'visitor'].map((value) => ({ value, label: t(`customers.segment.${value}`) }))} onPick={(value) => { segment.value = value; }} />,
          <FilterChip label={t('common.channel')} value={channel.value} options={channels.map((value) => ({ value, label: channelName(value) }))} onPick={(value) => { channel.value = value; }} />,
          <FilterChip label={t('customers.tag')} value={tag.value} text={tag.value} options={(tags.data ?? []).map((each) => ({ value: each.name, label: each.group ? `${each.group} / ${each.name}` : each.name, count: number(each.customers) }))} onPick={(value) => { tag.value = value; }}>
            {() => tags.data?.length === 0 && <p class="muted small customers-none">{t('customers.noTags')}</p>}
          </FilterChip>,
          <FilterChip label={t('customers.kind')} value={kind.value} options={kinds.map((value) => ({ value, label: identifierName(value) }))} onPick={(value) => { kind.value = value; }} />,
          <NodeChip value={node.value} onPick={(value) => { node.value = value; }} />,
          <span class="grow" />,
          list.first.data && <span class="muted num nowrap">{t('customers.total', { n: number(list.first.data.total) })}</span>,
        ],
        default: () => (
          <>
            {list.first.error ? <Failed error={list.first.error} retry={list.first.reload} />
              : <DataTable label={t('nav.customers')} columns={columns()} rows={list.items} loading={list.first.loading} rowKey={(customer) => customer.id} active={open.value || undefined}
                sort={{ key: sort.value, descending: true }} onSort={(next) => { sort.value = next?.key ?? 'lastSeen'; }}
                open={(customer) => setQuery({ open: customer.id }, { replace: Boolean(open.value) })}
                hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}>{{
                  empty: () => (isFiltered.value
                    ? <Empty icon="search" title={t('customers.nobody')} why={t([...needle.value].length === 1 ? 'search.short' : 'customers.nobody.why')}>
                      <Button label={t('customers.clearFilters')} act={() => { setQuery({ q: undefined, segment: undefined, channel: undefined, tag: undefined, kind: undefined, node: undefined }); }} /></Empty>
                    : isPart() ? <Empty icon="people" title={t('customers.empty.part')} why={t('customers.empty.part.why')}>{isAvailable('leads') && can('leads.read') && <Button kind="primary" icon="target" label={t('nav.leads')} act={() => { go('/leads'); }} />}</Empty>
                    : <Empty icon="people" title={t('customers.empty')} why={t('customers.empty.why')}>
                      {isAvailable('sources') && can('sources.read') && <Button kind="primary" icon="plug" label={t('nav.sources')} act={() => { go('/sources'); }} />}
                      {isAvailable('imports') && can('imports.write') && <Button icon="upload" label={t('customers.import')} act={() => { go('/imports'); }} />}</Empty>),
                }}</DataTable>}
            <QuickLook id={open.value} summary={current()} close={() => setQuery({ open: undefined })} />
          </>
        ),
      }}</Page>
    );
  },
});
