// How deep the relation is, in one strip.
import { defineComponent, inject } from 'vue';
import { QTooltip } from 'console/lib/quasar.js';
import { t } from 'console/i18n/index.js';
import { can } from 'console/session.js';
import { ago, date, dateTime, duration, money, number, short, shortMoney } from 'console/lib/format.js';
import { originName } from 'console/lib/names.js';
import { Why } from 'console/parts/Why.jsx';
import { ChannelIcons } from 'console/parts/Person.jsx';

const Fact = (props, { slots }) => (
  <div class="fact">
    <div class="fact-label">{props.label}{props.explain && <Why title={props.label} text={props.explain} />}</div>
    <div class="fact-value num">{slots.default?.()}{props.exact && <QTooltip delay={250}>{props.exact}</QTooltip>}</div>
    {props.note && <div class="fact-note muted small ellipsis">{props.note}</div>}
  </div>
);
Fact.props = ['label', 'explain', 'exact', 'note'];

export const Facts = defineComponent({
  name: 'CustomerFacts',
  setup() {
    const page = inject('customer');
    return () => {
      const customer = page.data;
      const summary = page.orders.data?.summary;
      const lifetime = customer.firstSeen && customer.lastSeen ? new Date(customer.lastSeen) - new Date(customer.firstSeen) : null;
      const touch = customer.firstTouch;
      return (
        <section class="card fact-strip" aria-label={t('facts.title')}>
          <Fact label={t('customers.lastSeen')} exact={dateTime(customer.lastSeen, { seconds: true })} note={customer.lastTouch?.event && customer.lastSeen ? date(customer.lastSeen) : undefined}>{customer.lastSeen ? ago(customer.lastSeen) : '—'}</Fact>
          <Fact label={t('customers.firstSeen')} exact={dateTime(customer.firstSeen, { seconds: true })} note={lifetime > 0 ? t('facts.lifetime', { time: duration(lifetime) }) : undefined}>{customer.firstSeen ? date(customer.firstSeen) : '—'}</Fact>
          <Fact label={t('customers.events')} exact={number(customer.events)} note={<ChannelIcons names={customer.channels} size={18} />}>{short(customer.events)}</Fact>
          {can('commerce.read') && <Fact label={t('common.orders')} explain={t('facts.orders')} note={summary?.orders > 0 ? t('facts.perOrder', { money: shortMoney(Math.round(summary.gmvFen / summary.orders)), n: number(summary.orders) }) : undefined}>{summary ? number(summary.orders) : '…'}</Fact>}
          {can('commerce.read') && <Fact label={t('facts.netRevenue')} explain={t('overview.netRevenueFen.meaning')} exact={summary && money(summary.netRevenueFen)} note={summary?.refundedFen > 0 ? t('facts.refunded', { money: money(summary.refundedFen) }) : undefined}>{summary ? shortMoney(summary.netRevenueFen) : '…'}</Fact>}
          <Fact label={t('common.origin')} explain={t('facts.origin')} exact={originName(customer.origin)} note={touch && [touch.utmMedium, touch.utmCampaign].filter(Boolean).join(' / ')}><span class="fact-text ellipsis">{originName(customer.origin) || '—'}</span></Fact>
        </section>
      );
    };
  },
});
