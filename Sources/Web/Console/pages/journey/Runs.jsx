// Who is inside, who was, and who was not let in and why.
import { defineComponent, reactive, watch } from 'vue';
import { api } from 'console/api.js';
import { useQuery } from 'console/router.jsx';
import { can } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePages, usePolling } from 'console/lib/load.js';
import { customerName } from 'console/lib/people.js';
import { dateTime, number } from 'console/lib/format.js';
import { DataTable } from 'console/parts/DataTable.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { SearchBox } from 'console/parts/Fields.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, Empty, Failed } from 'console/parts/States.jsx';
import { find, stepIcons } from './document.js';
import { Icon } from 'console/parts/Icon.jsx';
import { RunDetail, RunState, personLink } from './RunDetail.jsx';
import { noteWords, stepName } from './words.jsx';

const names = reactive(new Map());
async function learnNames(ids) {
  if (!can('customers.read')) return;
  const wanted = [...new Set(ids)].filter((id) => id && !names.has(id)).slice(0, 60);
  for (const id of wanted) names.set(id, null);
  for (let at = 0; at < wanted.length; at += 4) {
    await Promise.all(wanted.slice(at, at + 4).map(async (id) => {
      const found = await api.get(`/customers/${id}`, null, { quiet: true }).catch(() => null);
      if (found) names.set(id, customerName(found));
    }));
  }
}

export const Runs = defineComponent({
  name: 'JourneyRuns',
  props: ['id', 'data', 'draft'],
  setup(props) {
    const state = useQuery('runs', '');
    const customer = useQuery('customer', '');
    const open = useQuery('run', '', { replace: false });
    const query = () => ({ state: state.value, customer: /^\d+$/.test(customer.value) ? customer.value : '' });
    const list = usePages((page, signal) => api.get(`/journeys/${props.id}/runs`, { ...query(), ...page }, { signal }), query);
    const one = useLoad(async (signal) => (open.value ? api.get(`/journey-runs/${open.value}`, null, { signal }) : null), () => open.value);
    watch(() => list.items.map((run) => run.customer), (ids) => { learnNames(ids); });
    usePolling(() => { if (!list.rest.length) list.first.reload(); if (open.value) one.reload(); }, 10);
    const dropped = () => Object.entries(props.data.counts?.journey ?? {}).filter(([name, value]) => (name.startsWith('dropped_') || name === 'missed' || name === 'passed_over') && value > 0);
    const where = (run) => {
      if (run.state !== 'waiting') return <span class="muted">—</span>;
      const node = find(props.draft, run.node);
      return <span class="row nowrap">{node && <Icon name={stepIcons[node.type]} size={15} />}{node ? stepName(node) : run.node || t('journey.run.begins')}<span class="muted small num">{t('journey.run.until', { time: dateTime(run.dueAt) })}</span></span>;
    };
    const columns = () => [
      { key: 'customer', label: t('journey.run.who'), main: true, render: (run) => <span class="row wrap">{personLink(run.customer, names.get(run.customer))}{run.test && <Badge label={t('messages.isTest')} />}{run.heldOut && <Badge label={t('journey.run.heldOut')} />}</span> },
      { key: 'state', label: t('common.status'), render: (run) => <RunState run={run} /> },
      { key: 'node', label: t('journey.run.where'), render: where },
      { key: 'enteredAt', label: t('journey.run.since'), render: (run) => <span class="num nowrap">{dateTime(run.enteredAt, { seconds: true })}</span> },
      { key: 'endedAt', label: t('journey.run.ended'), render: (run) => (run.endedAt ? <span class="num nowrap">{dateTime(run.endedAt, { seconds: true })}</span> : <span class="muted">—</span>) },
      { key: 'version', label: t('journey.run.version'), phone: false, render: (run) => <span class="num">{run.test ? t('journey.run.draft') : t('journey.version', { n: run.version })}</span> },
    ];
    return () => (
      <div class="stack">
        {dropped().length > 0 && <div class="notice"><Icon name="info" /><span>{t('journey.run.dropped')}{dropped().map(([name, value]) => <span key={name} class="journey-dropped"> {noteWords(name)} <strong class="num">{number(value)}</strong></span>)}</span></div>}
        <div class="row wrap">
          <FilterChip label={t('common.status')} value={state.value} options={['waiting', 'done'].map((value) => ({ value, label: t(`journey.run.state.${value}`) }))} onPick={(value) => { state.value = value; }} />
          <SearchBox placeholder={t('journey.run.byCustomer')} modelValue={customer.value} onUpdate:modelValue={(value) => { customer.value = value.replace(/\D/g, ''); }} />
        </div>
        {list.first.error ? <Failed error={list.first.error} retry={list.first.reload} />
          : <DataTable label={t('journey.tab.runs')} columns={columns()} rows={list.items} loading={list.first.loading && !list.first.data} rowKey={(run) => run.id} active={Number(open.value)} open={(run) => { open.value = String(run.id); }} hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}>{{
            empty: () => <Empty icon="people" title={t('journey.run.empty')} why={t(props.data.version ? 'journey.run.emptyWhy' : 'journey.run.emptyDraft')} />,
          }}</DataTable>}
        <SideDrawer open={Boolean(open.value)} title={t('journey.run.title', { n: open.value })} subtitle={one.data ? names.get(one.data.customer) ?? undefined : undefined} close={() => { open.value = ''; }}>
          {() => <Async state={one} kind="rows" count={6}>{(run) => run && <RunDetail run={run} draft={props.draft} name={names.get(run.customer)} />}</Async>}
        </SideDrawer>
      </div>
    );
  },
});
