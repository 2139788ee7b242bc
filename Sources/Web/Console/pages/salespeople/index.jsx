// 销售与排班: who answers leads, how many each may have, when they work and when they are away.
import { computed, defineComponent, reactive, watch } from 'vue';
import { api } from 'console/api.js';
import { Link, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { can } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { ago, dateTime, number } from 'console/lib/format.js';
import { nodeOptions } from 'console/lib/organisation.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Tabs } from 'console/parts/Fields.jsx';
import { Avatar, Badge } from 'console/parts/Status.jsx';
import { Empty, ErrorNotice, Failed } from 'console/parts/States.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { zoneName } from 'console/parts/TimeRange.jsx';
import { confirm, toast } from 'console/parts/dialogs.jsx';
import { PresenceSwitch } from '../leads/PresenceSwitch.jsx';
import { Presence } from '../lead/words.jsx';
import { Leaves, leaveForm } from './Leaves.jsx';
import { hoursForm, hoursWords } from './hours.jsx';
import { PersonFields, createPerson, personBody, personReady, personValues } from './personForm.jsx';

/** Open leads of capacity as a bar. */
export const Load = ({ person }) => {
  const share = person.load / Math.max(1, person.capacity);
  return (
    <span class="sales-load" title={t('sales.load')}>
      <span class="num">{number(person.load)}<span class="muted"> / {number(person.capacity)}</span></span>
      <span class="sales-load-track"><span class={share >= 1 ? 'full' : share >= 0.8 ? 'high' : ''} style={`width:${Math.min(100, 100 * share)}%`} /></span>
    </span>
  );
};
Load.props = ['person'];

const Edit = defineComponent({
  name: 'SalespersonEdit',
  props: ['person', 'around', 'changed'],
  setup(props) {
    const form = reactive({ ...personValues(props.person), error: null });
    const save = async () => {
      form.error = null;
      try {
        await api.patch(`/salespeople/${props.person.id}`, personBody(form));
        await props.changed();
        Object.assign(form, { phone: '', removePhone: false });
        toast(t('common.saved'));
      } catch (error) {
        form.error = error;
      }
    };
    return () => (
      <form class="form" onSubmit={(event) => { event.preventDefault(); if (personReady(form)) save(); }}>
        <PersonFields form={form} around={props.around} person={props.person} />
        {form.error && <ErrorNotice error={form.error} />}
        <div class="row end"><Button kind="primary" label={t('common.save')} disabled={!personReady(form)} act={save} /></div>
      </form>
    );
  },
});

export default defineComponent({
  name: 'SalespeoplePage',
  setup() {
    const tab = useQuery('tab', 'people', { replace: false });
    const open = useQuery('open', '', { replace: false });
    const list = useLoad(async (signal) => (await api.get('/salespeople', null, { signal })).items);
    usePolling(() => list.reload(), 20);
    const leaves = useLoad(async (signal) => (await api.get('/sales-leaves', null, { signal })).items);
    const calendars = useLoad(async (signal) => (await api.get('/sales-calendars', null, { signal })).items);
    const users = useLoad(async (signal) => (can('users.write') ? (await api.get('/users', { limit: 500 }, { signal })).items : []));
    const tree = useLoad(async (signal) => (can('organisation.read') ? nodeOptions((await api.get('/organisation', null, { signal })).nodes) : []));
    const channels = useLoad(async (signal) => (can('messages.read') ? (await api.get('/channels', null, { signal })).items : []));
    const around = computed(() => ({ users: users.data, tree: tree.data, channels: channels.data, calendars: calendars.data, taken: new Set((list.data ?? []).map((person) => person.account).filter(Boolean)) }));
    const current = computed(() => list.data?.find((person) => String(person.id) === open.value));
    watch(tab, () => { if (open.value) setQuery({ open: undefined }); });

    const awayNow = computed(() => new Set((leaves.data ?? []).filter((leave) => new Date(leave.from) <= Date.now()).map((leave) => leave.salesperson)));
    const accountName = (id) => users.data?.find((user) => user.id === id)?.name;
    const create = async () => {
      const made = await createPerson(around.value);
      if (made) await list.reload();
    };
    const addLeave = async (person) => { if (await leaveForm(list.data ?? [], person)) await leaves.reload(); };
    const remove = async (person) => {
      if (await confirm({ title: t('sales.deleteTitle', { name: person.name }), consequence: t('sales.deleteConsequence'), action: t('common.delete'), danger: true, act: () => api.delete(`/salespeople/${person.id}`) })) {
        setQuery({ open: undefined });
        toast(t('sales.deleted', { name: person.name }));
        await Promise.all([list.reload(), leaves.reload()]);
      }
    };
    const removeHours = async (calendar) => {
      if (await confirm({ title: t('sales.hours.deleteTitle', { name: calendar.name }), consequence: t('sales.hours.deleteConsequence'), action: t('common.delete'), danger: true, act: () => api.delete(`/sales-calendars/${calendar.id}`) })) {
        toast(t('sales.deleted', { name: calendar.name }));
        await calendars.reload();
      }
    };
    const editHours = async (calendar) => { if (await hoursForm(calendar)) await calendars.reload(); };

    const columns = () => [
      {
        key: 'name', label: t('sales.name'), main: true, sort: true, value: (person) => person.name,
        render: (person) => <span class="row"><Avatar name={person.name} size={28} /><span class="sales-names"><strong class="ellipsis">{person.name}</strong><span class="muted small ellipsis">{[person.nodeName, person.account ? accountName(person.account) ?? t('sales.hasAccount') : t('sales.noAccount')].filter(Boolean).join(' · ')}</span></span></span>,
      },
      {
        key: 'presence', label: t('lead.presence'), sort: true,
        render: (person) => (!person.active ? <Badge label={t('sales.inactive')} /> : awayNow.value.has(person.id) ? <Badge tone="warn" dot label={t('sales.leave.now')} />
          : <span><Presence presence={person.presence} /><QTooltip delay={300}>{t('sales.presenceSince', { time: ago(person.presenceAt) })}</QTooltip></span>),
      },
      { key: 'load', label: t('sales.load'), sort: true, value: (person) => person.load / Math.max(1, person.capacity), render: (person) => <Load person={person} /> },
      { key: 'dailyCap', label: t('sales.dailyCap'), align: 'right', sort: true, render: (person) => (person.dailyCap > 0 ? number(person.dailyCap) : <span class="muted">{t('pools.unlimited')}</span>), phone: false },
      { key: 'weight', label: t('sales.share'), align: 'right', sort: true, render: (person) => <span class="num">{number(person.weight / 10)}%</span>, phone: false },
      { key: 'takes', label: t('sales.takes'), phone: false, render: (person) => [...person.regions, ...person.products].join(t('common.comma')) || <span class="muted">{t('sales.takesAll')}</span> },
      { key: 'leads', label: t('sales.leads'), align: 'right', sort: true, render: (person) => number(person.leads) },
    ];
    const calendarColumns = () => [
      { key: 'name', label: t('sales.hours.name'), main: true, sort: true, value: (calendar) => calendar.name, render: (calendar) => <strong>{calendar.name}</strong> },
      { key: 'week', label: t('sales.hours.week'), render: (calendar) => hoursWords(calendar) },
      { key: 'zone', label: t('sales.hours.zone'), render: (calendar) => zoneName(calendar.zone), phone: false },
      { key: 'exceptions', label: t('sales.hours.exceptions'), align: 'right', render: (calendar) => (Object.keys(calendar.exceptions).length ? number(Object.keys(calendar.exceptions).length) : '') },
      { key: 'people', label: t('sales.hours.people'), align: 'right', render: (calendar) => number((list.data ?? []).filter((person) => person.calendar === calendar.id).length) },
      { key: 'act', label: '', align: 'right', render: (calendar) => <Button small kind="quiet" icon="trash" hint={t('sales.hours.deleteTitle', { name: calendar.name })} act={() => { removeHours(calendar); }} /> },
    ];
    const primary = () => (tab.value === 'leaves' ? <Button kind="primary" icon="plus" label={t('sales.leave.new')} disabled={!list.data?.length} act={() => { addLeave(); }} />
      : tab.value === 'hours' ? <Button kind="primary" icon="plus" label={t('sales.hours.new')} act={() => { editHours(); }} />
        : <Button kind="primary" icon="plus" label={t('sales.new')} act={() => { create(); }} />);
    const summary = () => {
      const active = (list.data ?? []).filter((person) => person.active);
      const here = active.filter((person) => ['online', 'busy'].includes(person.presence) && !awayNow.value.has(person.id));
      const room = here.reduce((total, person) => total + Math.max(0, person.capacity - person.load), 0);
      return active.length > 0 && <p class={['soft', room === 0 && 'warn']}>{t('sales.summary', { here: number(here.length), active: number(active.length), room: number(room) })}</p>;
    };

    return () => (
      <Page title={t('nav.salespeople')} purpose={t('sales.purpose')}>{{
        actions: primary,
        default: () => (
          <div class="stack">
            <Tabs value={tab.value} options={[{ value: 'people', label: t('sales.tab.people'), count: list.data?.length }, { value: 'leaves', label: t('sales.tab.leaves'), count: leaves.data?.length }, { value: 'hours', label: t('sales.tab.hours'), count: calendars.data?.length }]} onPick={(value) => setQuery({ tab: value === 'people' ? undefined : value, open: undefined }, { replace: false })} />
            {tab.value === 'leaves' ? <Leaves leaves={leaves} people={list.data ?? []} add={() => { addLeave(); }} />
              : tab.value === 'hours'
                ? (calendars.error && !calendars.data ? <div class="card"><Failed error={calendars.error} retry={calendars.reload} /></div>
                  : <DataTable label={t('sales.tab.hours')} columns={calendarColumns()} rows={calendars.data ?? []} loading={calendars.loading && !calendars.data} rowKey={(calendar) => calendar.id} open={(calendar) => { editHours(calendar); }}>{{
                    empty: () => <Empty icon="clock" title={t('sales.hours.empty')} why={t('sales.hours.empty.why')}><Button kind="primary" icon="plus" label={t('sales.hours.new')} act={() => { editHours(); }} /></Empty>,
                  }}</DataTable>)
                : list.error && !list.data ? <div class="card"><Failed error={list.error} retry={list.reload} /></div>
                  : <>
                    {summary()}
                    <DataTable label={t('nav.salespeople')} columns={columns()} rows={list.data ?? []} loading={list.loading && !list.data} rowKey={(person) => person.id} active={current.value?.id} open={(person) => setQuery({ open: String(person.id) }, { replace: false })}>{{
                      empty: () => <Empty icon="people" title={t('sales.empty')} why={t('sales.empty.why')}><Button kind="primary" icon="plus" label={t('sales.new')} act={() => { create(); }} /></Empty>,
                    }}</DataTable>
                  </>}
            <SideDrawer open={Boolean(current.value) && tab.value === 'people'} title={current.value?.name} subtitle={current.value?.nodeName ?? t('sales.noNode')} width={620} close={() => setQuery({ open: undefined })}>{{
              head: () => current.value && isAvailable('leads') && <Link to="/leads" query={{ owner: current.value.id }} class="btn small quiet">{t('sales.seeLeads')}</Link>,
              default: () => current.value && (
                <>
                  <dl class="facts">
                    <dt>{t('lead.presence')}</dt><dd class="row wrap"><PresenceSwitch me={current.value} other changed={list.reload} /><span class="muted small">{t('sales.presenceSince', { time: ago(current.value.presenceAt) })}</span></dd>
                    <dt>{t('sales.load')}</dt><dd><Load person={current.value} /></dd>
                    <dt>{t('sales.leads')}</dt><dd class="num">{number(current.value.leads)}</dd>
                    <dt>{t('sales.tab.leaves')}</dt><dd>{(leaves.data ?? []).filter((leave) => leave.salesperson === current.value.id).map((leave) => <div key={leave.id} class="num">{dateTime(leave.from)} → {dateTime(leave.to)}</div>)}<button type="button" class="link" onClick={() => { addLeave(current.value); }}>{t('sales.leave.new')}</button></dd>
                  </dl>
                  <hr class="sales-line" />
                  <Edit key={current.value.id} person={current.value} around={around.value} changed={list.reload} />
                  <hr class="sales-line" />
                  <div class="row"><Button kind="danger" icon="trash" label={t('sales.delete')} act={() => { remove(current.value); }} /></div>
                </>
              ),
            }}</SideDrawer>
          </div>
        ),
      }}</Page>
    );
  },
});
