// 客户档案: one customer. What they did on every channel, who they are and why we think so.
import { computed, defineComponent, provide, reactive, watch } from 'vue';
import { api } from 'console/api.js';
import { Link, go, route, useQuery } from 'console/router.jsx';
import { t } from 'console/i18n/index.js';
import { can } from 'console/session.js';
import { useLoad } from 'console/lib/load.js';
import { useMedia } from 'console/lib/media.js';
import { customerName } from 'console/lib/people.js';
import { Icon } from 'console/parts/Icon.jsx';
import { Tabs } from 'console/parts/Fields.jsx';
import { Failed, Skeleton } from 'console/parts/States.jsx';
import { toastError } from 'console/parts/dialogs.jsx';
import { Header } from './Header.jsx';
import { Facts } from './Facts.jsx';
import { Activity } from './Activity.jsx';
import { Timeline } from './Timeline.jsx';
import { Identity } from './Identity.jsx';
import { Orders } from './Orders.jsx';
import { Profile } from './Profile.jsx';

export default defineComponent({
  name: 'CustomerPage',
  props: ['id'],
  setup(props) {
    const path = `/customers/${encodeURIComponent(props.id)}`;
    const customer = useLoad((signal) => api.get(path, null, { signal }));
    const orders = useLoad(async (signal) => (can('commerce.read') ? api.get(`${path}/orders`, { limit: 100 }, { signal }) : null));
    const activity = useLoad((signal) => api.get(`${path}/activity`, { days: 366 }, { signal }));
    const tab = useQuery('tab', 'timeline');
    const wide = useMedia('(min-width: 1180px)');

    // Whole phone numbers and addresses, once asked for (the server puts it into the audit log).
    const whole = reactive({ profile: null });
    const page = {
      path, customer, orders, activity, whole,
      get data() { return customer.data; },
      /** What is shown: the whole values once revealed, otherwise masked. */
      get shown() { return whole.profile ?? customer.data; },
      async reveal() {
        try {
          whole.profile = await api.get(path, { reveal: true });
        } catch (error) {
          toastError(error);
        }
        return whole.profile;
      },
      hide() { whole.profile = null; },
      /** A write answered with the new profile. */
      take(profile) {
        customer.data = profile;
        if (whole.profile) page.reveal();
      },
      /** Identities changed: everything may have. */
      refresh(profile) {
        whole.profile = null;
        if (profile && profile.id !== props.id) return go(`/customers/${profile.id}`, { query: { tab: tab.value === 'timeline' ? undefined : tab.value }, replace: true });
        mergedFrom.value = '';
        customer.reload();
        orders.reload();
        activity.reload();
      },
    };
    provide('customer', page);

    // An older number of a merged customer leads to the one that stands for it now.
    watch(() => customer.data?.id, (id) => {
      if (id && id !== props.id) go(`/customers/${id}`, { replace: true, query: { ...route.query, merged: props.id } });
    });
    const mergedFrom = useQuery('merged', '');
    const tabs = computed(() => [
      { value: 'timeline', label: t('customer.tab.timeline') },
      ...(wide.value ? [] : [{ value: 'profile', label: t('customer.tab.profile') }]),
      { value: 'identity', label: t('customer.tab.identity'), count: customer.data?.identifiers.length },
      ...(can('commerce.read') ? [{ value: 'orders', label: t('customer.tab.orders'), count: orders.data?.summary.orders }] : []),
    ]);
    const current = () => (tabs.value.some((each) => each.value === tab.value) ? tab.value : 'timeline');

    return () => {
      const data = page.shown;
      document.title = `${data ? customerName(data) : t('nav.customer')} · ${t('app.name')}`;
      return (
        <main class="page customer" id="main" tabindex="-1">
          <p class="customer-back"><Link to="/customers"><Icon name="left" size={14} />{t('nav.customers')}</Link></p>
          {!data && customer.error ? <div class="card"><Failed error={customer.error} retry={customer.reload} /></div>
            : !data ? <div class="card"><Skeleton count={5} /></div> : (
              <div class="stack">
                {mergedFrom.value && <div class="notice" role="status"><Icon name="merge" /><div class="grow">{t('customer.cameFrom', { old: mergedFrom.value, number: data.number })}</div></div>}
                <Header />
                <Facts />
                <div class={['customer-columns', wide.value && 'wide']}>
                  <div class="customer-main">
                    <Tabs value={current()} options={tabs.value} onPick={(value) => { tab.value = value; }} />
                    {current() === 'timeline' && <div class="stack"><Activity /><Timeline /></div>}
                    {current() === 'identity' && <Identity />}
                    {current() === 'orders' && <Orders />}
                    {current() === 'profile' && <Profile />}
                  </div>
                  {wide.value && <aside class="customer-side"><Profile /></aside>}
                </div>
              </div>
            )}
        </main>
      );
    };
  },
});
