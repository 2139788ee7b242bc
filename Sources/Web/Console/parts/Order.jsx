// An order as a row and as a drawer with its lines and refunds.
import { t, tOr } from '../i18n/index.js';
import { date, dateTime, money, number } from '../lib/format.js';
import { originName } from '../lib/names.js';
import { Link } from '../router.jsx';
import { PlainTable } from './PlainTable.jsx';
import { Badge } from './Status.jsx';
import { Copy } from './Copy.jsx';
import { SideDrawer } from './SideDrawer.jsx';

const tones = { placed: '', paid: 'accent', shipped: 'accent', completed: 'good', cancelled: '', refunded: 'warn' };
export const orderStates = ['placed', 'paid', 'shipped', 'completed', 'refunded', 'cancelled'];

export const OrderStatus = ({ status }) => <Badge dot tone={tones[status] ?? ''} label={tOr(`order.status.${status}`, status)} />;
OrderStatus.props = ['status'];

export const orderCustomer = (order) => (order.customer
  ? <Link to={`/customers/${order.customer.id}`}>{order.customer.name || t('customer.number', { n: order.customer.number })}</Link>
  : <span class="muted">{t('orders.noCustomer')}</span>);

const goods = (order) => {
  const [first] = order.items;
  if (!first) return <span class="muted">—</span>;
  const rest = order.items.length - 1;
  return <span class="order-goods"><span class="ellipsis">{first.name || first.productId}</span>{rest > 0 && <span class="muted small nowrap">{t('orders.more', { n: rest })}</span>}</span>;
};

export const orderColumns = ({ customer = true, narrow = false } = {}) => [
  { key: 'externalId', label: t('orders.number'), main: true, render: (order) => <span class="num strong">{order.externalId}</span> },
  { key: 'status', label: t('common.status'), render: (order) => <OrderStatus status={order.status} /> },
  ...(customer ? [{ key: 'customer', label: t('customers.who'), render: orderCustomer }] : []),
  ...(narrow ? [] : [{ key: 'items', label: t('orders.goods'), render: goods, phone: false }]),
  { key: 'totalFen', label: t('orders.total'), align: 'right', render: (order) => money(order.totalFen, order.currency) },
  { key: 'refundedFen', label: t('orders.refunded'), align: 'right', phone: false, render: (order) => (order.refundedFen > 0 ? <span class="bad">{money(-order.refundedFen, order.currency)}</span> : <span class="muted">—</span>) },
  { key: 'netFen', label: t('orders.net'), align: 'right', render: (order) => <strong>{money(order.netFen, order.currency)}</strong> },
  { key: 'placedAt', label: t('orders.placedAt'), render: (order) => <span class="num nowrap" title={dateTime(order.placedAt, { seconds: true })}>{date(order.placedAt)}</span> },
];

/** The whole order at the right. */
export const OrderDrawer = ({ order, close, inCustomer }) => (
  <SideDrawer open={Boolean(order)} width={560} title={order && t('orders.order', { number: order.externalId })} subtitle={order && t('orders.placed', { time: dateTime(order.placedAt, { seconds: true }) })} close={close}>{{
    default: () => order && (
      <>
        <div class="row wrap"><OrderStatus status={order.status} />{order.scope && <Badge label={order.scope} />}<span class="row muted small" style="gap:2px">{t('orders.number')}<Copy text={order.externalId} /></span></div>
        <dl class="facts">
          {!inCustomer && <dt>{t('customers.who')}</dt>}{!inCustomer && <dd>{orderCustomer(order)}</dd>}
          <dt>{t('orders.paidAt')}</dt><dd class="num">{order.paidAt ? dateTime(order.paidAt) : <span class="muted">{t('orders.unpaid')}</span>}</dd>
          <dt>{t('common.origin')}</dt><dd>{originName(order.origin) || '—'}</dd>
          <dt>{t('common.source')}</dt><dd>{order.sourceName ?? '—'}</dd>
        </dl>
        <div>
          <h3>{t('orders.lines')}</h3>
          {order.items.length === 0 ? <p class="muted">{t('orders.noLines')}</p> : (
            <PlainTable class="order-lines" head={[{ label: t('orders.goods') }, ...['price', 'quantity', 'amount'].map((key) => ({ label: t(`orders.${key}`), right: true }))]}
              rows={order.items.map((line) => ({ cells: [
                <>{line.name || line.productId}{line.name && line.productId && <div class="muted small num">{line.productId}</div>}</>,
                money(line.priceFen, order.currency), number(line.quantity), money(line.amountFen, order.currency)] }))} />
          )}
        </div>
        <dl class="order-sums num">
          {order.discountFen !== 0 && <div><dt>{t('orders.discount')}</dt><dd>{money(-order.discountFen, order.currency)}</dd></div>}
          {order.shippingFen !== 0 && <div><dt>{t('orders.shipping')}</dt><dd>{money(order.shippingFen, order.currency)}</dd></div>}
          <div><dt>{t('orders.total')}</dt><dd>{money(order.totalFen, order.currency)}</dd></div>
          {order.refundedFen > 0 && <div class="bad"><dt>{t('orders.refunded')}</dt><dd>{money(-order.refundedFen, order.currency)}</dd></div>}
          <div class="strong"><dt>{t('orders.net')}</dt><dd>{money(order.netFen, order.currency)}</dd></div>
        </dl>
        {order.refunds.length > 0 && (
          <div><h3>{t('orders.refunds')}</h3>
            <ul class="stack tight">{order.refunds.map((refund) => (
              <li key={refund.externalId} class="row wrap small"><span class="num strong">{money(refund.amountFen, order.currency)}</span><span class="num muted">{dateTime(refund.time)}</span><span class="soft">{refund.reason}</span></li>))}</ul></div>
        )}
      </>
    ),
  }}</SideDrawer>
);
OrderDrawer.props = ['order', 'close', 'inCustomer'];
