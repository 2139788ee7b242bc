// 订单: what was sold, what went back, what is left; each order with its lines at the right.
import { computed, defineComponent, ref } from 'vue';
import { api } from 'console/api.js';
import { go, isAvailable, useQuery } from 'console/router.jsx';
import { t } from 'console/i18n/index.js';
import { can } from 'console/session.js';
import { usePages } from 'console/lib/load.js';
import { useMedia } from 'console/lib/media.js';
import { dateTime, money, number, percent, short, shortMoney, timeZone } from 'console/lib/format.js';
import { originName } from 'console/lib/names.js';
import { resolveRange } from 'console/lib/range.js';
import { saveCSV } from 'console/lib/download.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Empty, Failed } from 'console/parts/States.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { NodeChip } from 'console/parts/NodeChip.jsx';
import { SearchBox } from 'console/parts/Fields.jsx';
import { StatCard, StatCards } from 'console/parts/StatCard.jsx';
import { TimeRange } from 'console/parts/TimeRange.jsx';
import { Total } from 'console/parts/Total.jsx';
import { OrderDrawer, orderColumns, orderStates } from 'console/parts/Order.jsx';

export default defineComponent({
  name: 'OrdersPage',
  setup() {
    const range = useQuery('range', '90d');
    const status = useQuery('status', '');
    const needle = useQuery('q', '');
    const node = useQuery('node', '');
    const open = ref(null);
    const narrow = useMedia('(max-width: 1100px)');
    const asked = () => ({ ...resolveRange(range.value), timeZone: timeZone(), status: status.value, q: needle.value, node: node.value });
    const list = usePages((page, signal) => api.get('/orders', { ...asked(), ...page }, { signal }), asked);
    const summary = computed(() => list.first.data?.summary);
    const isFiltered = () => Boolean(status.value || needle.value || node.value);

    const save = () => saveCSV(t('nav.orders'), [
      [t('orders.number'), t('common.status'), t('customers.who'), t('orders.goods'), t('orders.total'), t('orders.refunded'), t('orders.net'), t('orders.placedAt'), t('orders.paidAt'), t('common.origin')],
      ...list.items.map((order) => [order.externalId, t(`order.status.${order.status}`), order.customer?.name ?? order.customer?.number, order.items.map((line) => `${line.name || line.productId} ×${line.quantity}`).join('; '),
        order.totalFen / 100, order.refundedFen / 100, order.netFen / 100, dateTime(order.placedAt), order.paidAt ? dateTime(order.paidAt) : '', originName(order.origin)]),
    ]);
    const cards = ({ orders, gmvFen, refundedFen, netRevenueFen }) => (
      <StatCards>
        <StatCard label={t('overview.gmvFen')} explain={t('orders.gmv.meaning')} value={gmvFen} format={shortMoney} exact={money} />
        <StatCard label={t('orders.refunded')} explain={t('orders.refunded.meaning')} value={refundedFen} format={shortMoney} exact={money} note={gmvFen > 0 ? t('orders.refundRate', { rate: percent(refundedFen / gmvFen) }) : undefined} />
        <StatCard label={t('overview.netRevenueFen')} explain={t('overview.netRevenueFen.meaning')} value={netRevenueFen} format={shortMoney} exact={money} />
        <StatCard label={t('common.orders')} explain={t('facts.orders')} value={orders} format={short} exact={number} note={orders > 0 ? t('facts.perOrder', { money: shortMoney(Math.round(gmvFen / orders)), n: number(orders) }) : undefined} />
      </StatCards>
    );
    return () => (
      <Page title={t('nav.orders')} purpose={t('orders.purpose')}>{{
        actions: () => [
          list.items.length > 0 && <Button icon="download" label={t('orders.save', { n: number(list.items.length) })} act={save} />,
          isAvailable('imports') && can('imports.write') && <Button icon="upload" label={t('orders.import')} act={() => { go('/imports'); }} />,
        ],
        filters: () => [
          <TimeRange value={range.value} onPick={(value) => { range.value = value; }} />,
          <FilterChip label={t('common.status')} value={status.value} options={orderStates.map((value) => ({ value, label: t(`order.status.${value}`) }))} onPick={(value) => { status.value = value; }} />,
          <NodeChip value={node.value} onPick={(value) => { node.value = value; }} />,
          <SearchBox placeholder={t('orders.search')} modelValue={needle.value} onUpdate:modelValue={(value) => { needle.value = value; }} />,
          <span class="grow" />,
          <Total of={list.first.data} />,
        ],
        default: () => (
          <div class="stack">
            {summary.value && (summary.value.orders > 0 || list.items.length > 0) && cards(summary.value)}
            {list.first.error ? <div class="card"><Failed error={list.first.error} retry={list.first.reload} /></div>
              : <DataTable label={t('nav.orders')} columns={orderColumns({ narrow: narrow.value })} rows={list.items} loading={list.first.loading} rowKey={(order) => order.id} active={open.value?.id}
                open={(order) => { open.value = order; }} hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}>{{
                  empty: () => (isFiltered() ? <Empty icon="search" title={t('orders.nobody')} why={t('orders.nobody.why')}><Button label={t('customers.clearFilters')} act={() => { status.value = ''; needle.value = ''; node.value = ''; }} /></Empty>
                    : <Empty icon="bag" title={t('orders.empty')} why={t('orders.empty.why')}>{isAvailable('imports') && can('imports.write') && <Button kind="primary" icon="upload" label={t('orders.import')} act={() => { go('/imports'); }} />}</Empty>),
                }}</DataTable>}
            <OrderDrawer order={open.value} close={() => { open.value = null; }} />
          </div>
        ),
      }}</Page>
    );
  },
});
