// The customer's orders.
import { defineComponent, inject, ref } from 'vue';
import { t } from 'console/i18n/index.js';
import { money, number, shortMoney } from 'console/lib/format.js';
import { Async, Empty } from 'console/parts/States.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { OrderDrawer, orderColumns } from 'console/parts/Order.jsx';
import { StatCard, StatCards } from 'console/parts/StatCard.jsx';

export const Orders = defineComponent({
  name: 'CustomerOrders',
  setup() {
    const page = inject('customer');
    const open = ref(null);
    return () => (
      <Async state={page.orders} kind="rows">{({ items, summary }) => (
        <div class="stack">
          {summary.orders > 0 && <StatCards>
            <StatCard label={t('common.orders')} explain={t('facts.orders')} value={summary.orders} format={number} />
            <StatCard label={t('overview.gmvFen')} explain={t('orders.gmv.meaning')} value={summary.gmvFen} format={shortMoney} exact={money} />
            <StatCard label={t('orders.refunded')} value={summary.refundedFen} format={shortMoney} exact={money} />
            <StatCard label={t('facts.netRevenue')} explain={t('overview.netRevenueFen.meaning')} value={summary.netRevenueFen} format={shortMoney} exact={money} />
          </StatCards>}
          <DataTable label={t('nav.orders')} columns={orderColumns({ customer: false })} rows={items} rowKey={(order) => order.id} active={open.value?.id} open={(order) => { open.value = order; }}>{{
            empty: () => <Empty icon="bag" title={t('orders.noneHere')} why={t('orders.noneHere.why')} />,
          }}</DataTable>
          <OrderDrawer order={open.value} close={() => { open.value = null; }} inCustomer />
        </div>
      )}</Async>
    );
  },
});
