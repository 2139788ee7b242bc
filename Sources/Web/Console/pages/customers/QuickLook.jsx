// A quick look at one customer without leaving the list.
import { defineComponent } from 'vue';
import { api } from 'console/api.js';
import { Link } from 'console/router.jsx';
import { displayName, t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { ago, dateTime, money, number } from 'console/lib/format.js';
import { originName } from 'console/lib/names.js';
import { customerName } from 'console/lib/people.js';
import { can } from 'console/session.js';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { Async, Skeleton } from 'console/parts/States.jsx';
import { ChannelIcon, ChannelIcons, IdentifierChips, PersonAvatar, TagChips } from 'console/parts/Person.jsx';

export const QuickLook = defineComponent({
  name: 'QuickLook',
  props: ['id', 'summary', 'close'],
  setup(props) {
    const load = (path, query) => useLoad(async (signal) => (props.id ? { id: props.id, answer: await api.get(`/customers/${encodeURIComponent(props.id)}${path}`, query, { signal }) } : null), () => props.id);
    const customer = load('');
    const events = load('/timeline', { limit: 12 });
    const orders = can('commerce.read') ? load('/orders', { limit: 3 }) : null;
    const mine = (state) => (state?.data?.id === props.id ? state.data.answer : null);

    return () => {
      const shown = mine(customer) ?? props.summary;
      return (
        <SideDrawer open={Boolean(props.id)} width={520} title={shown ? customerName(shown) : t('nav.customer')} subtitle={shown && t('customer.numberIs', { n: shown.number })} close={props.close}>{{
          head: () => props.id && <Link to={`/customers/${props.id}`} class="btn small primary">{t('customers.openProfile')}</Link>,
          default: () => props.id && (
            <>
              {customer.error && <Async state={customer}>{() => null}</Async>}
              {!shown && !customer.error && <Skeleton kind="text" count={4} />}
              {shown && [
                <div class="row top" style="gap:12px"><PersonAvatar customer={shown} size={44} /><IdentifierChips identifiers={shown.identifiers} most={8} /></div>,
                shown.tags.length > 0 && <TagChips tags={shown.tags} most={12} />,
                <dl class="facts">
                  <dt>{t('customers.lastSeen')}</dt><dd title={dateTime(shown.lastSeen)}>{shown.lastSeen ? ago(shown.lastSeen) : '—'}</dd>
                  <dt>{t('customers.firstSeen')}</dt><dd class="num">{shown.firstSeen ? dateTime(shown.firstSeen) : '—'}</dd>
                  <dt>{t('customers.events')}</dt><dd class="num">{number(shown.events)}</dd>
                  {orders && <dt>{t('common.orders')}</dt>}
                  {orders && <dd class="num">{mine(orders) ? t('customers.ordersWorth', { n: number(mine(orders).summary.orders), money: money(mine(orders).summary.netRevenueFen) }) : '…'}</dd>}
                  <dt>{t('common.channel')}</dt><dd><ChannelIcons names={shown.channels} /></dd>
                  <dt>{t('common.origin')}</dt><dd>{originName(shown.origin) || '—'}</dd>
                  {mine(customer)?.organisation?.length > 0 && <dt>{t('nav.organisation')}</dt>}
                  {mine(customer)?.organisation?.length > 0 && <dd>{mine(customer).organisation.map((node) => node.name).join(t('common.comma'))}</dd>}
                </dl>,
                <div>
                  <h3>{t('customers.recent')}</h3>
                  {mine(events) ? <div class="quick-events">
                    {mine(events).events.length === 0 && <p class="muted">{t('timeline.empty')}</p>}
                    {mine(events).events.map((event) => (
                      <div key={event.id} class="quick-event"><ChannelIcon name={event.channel} size={24} /><span class="grow ellipsis">{displayName(event)}</span><span class="muted small num nowrap">{dateTime(event.time)}</span></div>
                    ))}
                  </div> : events.error ? <p class="muted">{t('timeline.failed')}</p> : <Skeleton count={4} />}
                </div>,
              ]}
            </>
          ),
        }}</SideDrawer>
      );
    };
  },
});
