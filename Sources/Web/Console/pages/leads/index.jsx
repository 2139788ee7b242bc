// 线索: the desk. Mine by urgency, the pool to claim from, all for managers; alive, and made for a phone.
import { computed, defineComponent, onScopeDispose, reactive } from 'vue';
import { api } from 'console/api.js';
import { Link, go, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { can } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePages } from 'console/lib/load.js';
import { useMedia } from 'console/lib/media.js';
import { ago, dateTime, number } from 'console/lib/format.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { NodeChip } from 'console/parts/NodeChip.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Segmented, Tabs } from 'console/parts/Fields.jsx';
import { More } from 'console/parts/More.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Empty, Failed, Skeleton } from 'console/parts/States.jsx';
import { toast } from 'console/parts/dialogs.jsx';
import { call, claim, followUp, handBack, move, reassign } from '../lead/actions.jsx';
import { useLeadFeed } from '../lead/feed.js';
import { LimitClock, NextAt, limitState } from '../lead/time.jsx';
import { Owner, Stage, aboutLead, closedStages, isOwned, leadName, mayCall, mayClaim, mayWork, openStages, stageName, stages, suspectName, waitingName } from '../lead/words.jsx';
import { LeadCard } from './Card.jsx';
import { PresenceSwitch } from './PresenceSwitch.jsx';
import { createLead } from './create.jsx';

const FRESH = 45_000;

/** Groups of the order in which the server gives them (sort=urgency): unanswered by what is left of the limit, promised soon, promised later, the rest. */
function urgency(lead, now) {
  const limit = limitState(lead, now);
  if (limit.kind === 'late' || limit.kind === 'waiting') return [0, new Date(lead.dueAt).getTime()];
  if (lead.state === 'assigned') return [0, Number.MAX_SAFE_INTEGER];
  if (lead.nextAt && isOwned(lead)) return [new Date(lead.nextAt).getTime() < now + 86_400_000 ? 1 : 2, new Date(lead.nextAt).getTime()];
  return [3, -new Date(lead.receivedAt).getTime()];
}
const byUrgency = (leads) => {
  const now = Date.now();
  return leads.map((lead) => ({ lead, at: urgency(lead, now) })).sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]);
};

export default defineComponent({
  name: 'LeadsPage',
  setup() {
    const manages = can('leads.write');
    const view = useQuery('view', manages ? 'all' : 'mine', { replace: false });
    const show = useQuery('show', 'open');
    const stage = useQuery('stage', '');
    const owner = useQuery('owner', '');
    const pool = useQuery('pool', '');
    const node = useQuery('node', '');
    const phone = useMedia('(max-width: 700px)');
    const narrow = useMedia('(max-width: 1180px)'); // cards there too, two beside each other: no button may lie off the edge

    const filtersByStage = () => view.value === 'all' || view.value === 'mine';
    const states = () => {
      if (!filtersByStage()) return '';
      if (stage.value) return stage.value;
      return show.value === 'open' ? openStages.join(',') : show.value === 'closed' ? closedStages.join(',') : '';
    };
    const asked = () => ({ view: view.value, state: states(), owner: view.value === 'all' ? owner.value : '', node: view.value === 'all' ? node.value : '', sort: view.value === 'mine' && show.value === 'open' ? 'urgency' : '' });
    const list = usePages((page, signal) => api.get('/leads', { ...asked(), ...page }, { signal }), asked);
    const people = useLoad((signal) => api.get('/salespeople', null, { signal }));
    const pools = useLoad(async (signal) => (await api.get('/lead-pools', null, { signal })).items);
    const policies = useLoad(async (signal) => (manages ? (await api.get('/assign-policies', null, { signal })).items : null));
    const me = computed(() => people.data?.me ?? null);
    const counts = useLoad(async (signal) => {
      const [mine, all] = await Promise.all([
        api.get('/leads', { view: 'mine', limit: 1 }, { signal }),
        api.get('/leads', { view: manages ? 'all' : 'pool', limit: 1, node: manages ? node.value : '' }, { signal }),
      ]);
      return { mine: mine.counts ?? {}, all: all.counts ?? {} };
    }, () => node.value);
    const sum = (found, wanted) => wanted.reduce((total, key) => total + (found?.[key] ?? 0), 0);

    const taken = new Set(); // claimed here: no news to whoever did it
    const fresh = reactive(new Map()); // number of a lead → when it came
    const sweep = setInterval(() => { for (const [id, at] of fresh) if (Date.now() - at > FRESH) fresh.delete(id); }, 5000);
    onScopeDispose(() => clearInterval(sweep));
    const reload = () => Promise.all([list.first.reload(), counts.reload(), people.reload()]);
    const feed = useLeadFeed({
      told: ({ kind, lead, mine }) => {
        if (kind === 'changed') return;
        fresh.set(lead, Date.now());
        if (mine && !taken.delete(lead) && (kind === 'assigned' || kind === 'reassigned')) toast(t('leads.newForYou'));
        else if (mine && kind === 'touch') toast(t('leads.touched'));
      },
      changed: () => { reload(); },
    });

    const after = async (result) => {
      if (result) await reload();
      return result;
    };
    const act = {
      claim: async (lead) => {
        taken.add(lead.id);
        const claimed = await claim(lead);
        if (!claimed) taken.delete(lead.id);
        await reload();
        if (claimed && phone.value) setQuery({ view: manages ? 'mine' : undefined, stage: undefined, show: undefined });
      },
      call: async (lead) => after(await call(lead)),
      followUp: async (lead) => after(await followUp(lead)),
      handBack: async (lead) => after(await handBack(lead)),
      move: async (lead, to) => after(await move(lead, to)),
      reassign: async (lead) => after(await reassign(lead, people.data?.items ?? [])),
    };
    const create = async () => {
      const made = await createLead(people.data?.items ?? []);
      if (made) go(`/leads/${made.id}`);
    };

    const poolName = (id) => pools.data?.find((each) => each.id === id)?.name ?? '';
    const shown = computed(() => {
      const found = view.value === 'pool' && pool.value ? list.items.filter((lead) => String(lead.pool) === pool.value) : list.items;
      return view.value === 'mine' && show.value === 'open' ? byUrgency(found) : found.map((lead) => ({ lead, at: null }));
    });
    const isFiltered = () => Boolean(stage.value || owner.value || pool.value || node.value || (filtersByStage() && show.value !== 'open'));
    const setUp = computed(() => manages && people.data && pools.data && policies.data && (people.data.items.length === 0 || !policies.data.some((policy) => policy.active)));

    const tabs = () => {
      const all = counts.data?.all;
      return [
        ...(manages ? [{ value: 'all', label: t('leads.view.all'), count: all && number(sum(all, openStages)) }] : []),
        ...(!manages || me.value ? [{ value: 'mine', label: t('leads.view.mine'), count: counts.data && number(sum(counts.data.mine, openStages)) }] : []),
        { value: 'pool', label: t('leads.view.pool'), count: all && number(all.pooled ?? 0) },
        ...(manages ? [{ value: 'waiting', label: t('leads.view.waiting'), count: all && number(all.new ?? 0) }, { value: 'quarantine', label: t('leads.view.quarantine'), count: all && number(all.quarantine ?? 0) }] : []),
      ];
    };

    const buttons = (lead) => (
      <span class="row end leads-row-acts">
        {mayClaim(lead, me.value) && <Button small kind="primary" label={t('lead.claim')} act={() => act.claim(lead)} />}
        {isOwned(lead) && mayCall(lead, me.value) && <Button small kind={lead.state === 'assigned' ? 'primary' : ''} icon="call" hint={lead.state === 'assigned' ? undefined : t('lead.call')} label={lead.state === 'assigned' ? t('lead.call') : undefined} act={() => act.call(lead)} />}
        {isOwned(lead) && mayWork(lead, me.value) && <Button small icon="edit" hint={t('lead.followUp')} act={() => act.followUp(lead)} />}
        {isOwned(lead) && mayWork(lead, me.value) && <Button small icon="archive" hint={t('lead.handBack')} act={() => act.handBack(lead)} />}
        {manages && (lead.state === 'new' || lead.state === 'pooled') && <Button small label={t('lead.assign')} disabled={!people.data?.items.length} act={() => act.reassign(lead)} />}
        {lead.state === 'quarantine' && mayWork(lead, me.value) && <><Button small label={t('lead.accept')} act={() => act.move(lead, 'new')} /><Button small icon="trash" hint={t('lead.finish.invalid.do')} act={() => act.move(lead, 'invalid')} /></>}
      </span>
    );
    const columns = () => [
      {
        key: 'who', label: t('leads.who'), main: true,
        render: (lead) => <span class="row leads-who">{fresh.has(lead.id) && <span class="leads-fresh" role="img" aria-label={t('leads.fresh')} />}<span class="leads-names"><strong class="ellipsis">{leadName(lead)}</strong>{lead.phone && <span class="muted small num">{lead.phone}</span>}</span></span>,
      },
      { key: 'about', label: t('leads.about'), render: (lead) => <span class="leads-names"><span class="ellipsis">{aboutLead(lead) || <span class="muted">—</span>}</span>{lead.origin && <span class="muted small ellipsis">{lead.originName ?? lead.origin}</span>}</span> },
      ...(view.value === 'pool' && (pools.data?.length ?? 0) > 1 ? [{ key: 'pool', label: t('nav.leadPools'), render: (lead) => poolName(lead.pool) }] : []),
      ...(filtersByStage() ? [{ key: 'state', label: t('lead.stage'), render: (lead) => <Stage stage={lead.state} /> }] : []),
      ...(view.value === 'all' ? [{ key: 'owner', label: t('lead.owner'), render: (lead) => <Owner lead={lead} me={me.value} /> }] : []),
      ...(view.value === 'waiting' ? [{ key: 'waiting', label: t('leads.whyWaiting'), render: (lead) => <span class="warn">{waitingName(lead.waiting)}</span> }] : []),
      ...(view.value === 'quarantine' ? [{ key: 'reasons', label: t('leads.whyQuarantine'), render: (lead) => lead.reasons.map(suspectName).join(t('common.comma')) }] : []),
      ...(filtersByStage() ? [{
        key: 'next', label: t('leads.next'),
        render: (lead) => (limitState(lead, Date.now()).kind === 'waiting' || limitState(lead, Date.now()).kind === 'late' ? <LimitClock lead={lead} />
          : lead.nextAt && isOwned(lead) ? <NextAt lead={lead} /> : lead.touches > 0 && isOwned(lead) ? <Badge tone="warn" label={t('lead.again', { n: lead.touches })} /> : ''),
      }] : []),
      { key: 'receivedAt', label: t('lead.receivedAt'), render: (lead) => <span class="nowrap num">{ago(lead.receivedAt)}<QTooltip delay={300}>{dateTime(lead.receivedAt)}</QTooltip></span> },
      { key: 'act', label: '', align: 'right', render: buttons },
    ];

    const firstSteps = () => {
      const steps = [
        { key: 'people', done: people.data.items.length > 0, route: 'salespeople' },
        { key: 'pools', done: pools.data.length > 0, route: 'lead-pools' },
        { key: 'policies', done: policies.data.some((policy) => policy.active), route: 'assignment' },
      ];
      const next = steps.find((step) => !step.done);
      return (
        <section class="card leads-steps">
          <h3>{t('leads.steps')}</h3>
          <ol>{steps.map((step, at) => (
            <li key={step.key} class={step.done && 'done'}>
              <span class="leads-step-mark num">{step.done ? <Icon name="check" size={15} /> : at + 1}</span>
              <span class="grow"><strong>{t(`leads.steps.${step.key}`)}</strong><span class="muted small leads-block">{t(`leads.steps.${step.key}.why`)}</span></span>
              {!step.done && isAvailable(step.route) && <Link to={`/${step.route}`} class={['btn small', step === next && 'primary']}>{t(`leads.steps.${step.key}.do`)}</Link>}
            </li>
          ))}</ol>
        </section>
      );
    };
    const empty = () => {
      if (isFiltered()) return <Empty icon="search" title={t('leads.nobody')} why={t('leads.nobody.why')}><Button label={t('customers.clearFilters')} act={() => { setQuery({ stage: undefined, owner: undefined, pool: undefined, node: undefined, show: undefined }); }} /></Empty>;
      if (view.value === 'mine' && people.data && !me.value) {
        return <Empty icon="person" title={t('leads.notSales')} why={t(manages ? 'leads.notSales.manager' : 'leads.notSales.why')}>{manages && isAvailable('salespeople') && <Button kind="primary" label={t('nav.salespeople')} act={() => { go('/salespeople'); }} />}</Empty>;
      }
      if (view.value === 'mine') {
        const inPool = counts.data?.all.pooled ?? 0;
        return <Empty icon="check" title={t('leads.mine.empty')} why={t(inPool ? 'leads.mine.empty.pool' : 'leads.mine.empty.why', { n: number(inPool) })}>{inPool > 0 && <Button kind="primary" label={t('leads.toPool')} act={() => { view.value = 'pool'; }} />}</Empty>;
      }
      if (view.value === 'pool') return <Empty icon="archive" title={t('leads.pool.empty')} why={t(pools.data?.length === 0 ? 'leads.pool.none' : 'leads.pool.empty.why')}>{manages && pools.data?.length === 0 && <Button kind="primary" icon="plus" label={t('pools.new')} act={() => { go('/lead-pools'); }} />}</Empty>;
      if (view.value === 'waiting') return <Empty icon="check" title={t('leads.waiting.empty')} why={t('leads.waiting.empty.why')} />;
      if (view.value === 'quarantine') return <Empty icon="shield" title={t('leads.quarantine.empty')} why={t('leads.quarantine.empty.why')} />;
      return (
        <Empty icon="target" title={t('leads.empty')} why={t('leads.empty.why')}>
          {isAvailable('landing-pages') && can('touchpoints.read') && <Button kind="primary" icon="window" label={t('nav.landingPages')} act={() => { go('/landing-pages'); }} />}
          {can('customers.read') && <Button icon="plus" label={t('leads.new')} act={create} />}
        </Empty>
      );
    };

    const cards = () => {
      if (shown.value.length === 0) return <div class="card">{list.first.loading ? <Skeleton count={6} /> : empty()}</div>;
      const grouped = view.value === 'mine' && show.value === 'open';
      const groups = grouped ? [0, 1, 2, 3].map((rank) => ({ rank, leads: shown.value.filter((each) => each.at[0] === rank) })).filter((group) => group.leads.length > 0) : [{ rank: null, leads: shown.value }];
      return (
        <div class="stack">
          {groups.map((group) => (
            <section key={group.rank}>
              {group.rank !== null && <h2 class="leads-group">{t(`leads.group.${group.rank}`)} <span class="muted num">{group.leads.length}</span></h2>}
              <ul class="leads-cards">{group.leads.map(({ lead }) => <LeadCard key={lead.id} lead={lead} me={me.value} fresh={fresh.has(lead.id)} act={act} manages={manages} />)}</ul>
            </section>
          ))}
          <More list={list} />
        </div>
      );
    };

    return () => (
      <Page title={t('nav.leads')} purpose={t('leads.purpose')}>{{
        actions: () => [
          <span class="leads-live" role="status"><span class={['dot', feed.connected ? 'good' : '']} /><span class="muted small">{t(feed.connected ? 'leads.live' : 'leads.connecting')}</span></span>,
          me.value && <PresenceSwitch me={me.value} changed={people.reload} />,
          manages && can('imports.write') && isAvailable('imports') && <Button icon="upload" label={t('leads.import')} act={() => { go('/imports', { query: { target: 'leads' } }); }} />,
          manages && can('customers.read') && <Button kind="primary" icon="plus" label={t('leads.new')} act={create} />,
        ],
        default: () => (
          <div class="stack">
            {setUp.value && firstSteps()}
            <Tabs value={view.value} options={tabs()} onPick={(value) => setQuery({ view: value === (manages ? 'all' : 'mine') ? undefined : value, stage: undefined, owner: undefined, pool: undefined, show: undefined }, { replace: false })} />
            {(filtersByStage() || (view.value === 'pool' && (pools.data?.length ?? 0) > 1)) && (
              <div class="row wrap leads-filters">
                {filtersByStage() && <Segmented label={t('leads.show')} value={stage.value ? '' : show.value} options={['open', 'closed', 'every'].map((value) => ({ value, label: t(`leads.show.${value}`) }))} onPick={(value) => setQuery({ show: value === 'open' ? undefined : value, stage: undefined })} />}
                {filtersByStage() && <FilterChip label={t('lead.stage')} value={stage.value} options={stages.filter((each) => view.value === 'all' || !['new', 'quarantine', 'pooled'].includes(each)).map((value) => ({ value, label: stageName(value), count: (view.value === 'all' ? counts.data?.all : counts.data?.mine)?.[value] ?? 0 }))} onPick={(value) => { stage.value = value; }} />}
                {view.value === 'all' && (people.data?.items.length ?? 0) > 0 && <FilterChip label={t('lead.owner')} value={owner.value} options={people.data.items.map((person) => ({ value: String(person.id), label: person.name, count: person.load }))} onPick={(value) => { owner.value = value; }} />}
                {view.value === 'all' && <NodeChip value={node.value} onPick={(value) => { node.value = value; }} />}
                {view.value === 'pool' && (pools.data?.length ?? 0) > 1 && <FilterChip label={t('nav.leadPools')} value={pool.value} options={pools.data.map((each) => ({ value: String(each.id), label: each.name, count: each.leads }))} onPick={(value) => { pool.value = value; }} />}
              </div>
            )}
            {list.first.error && !list.first.data ? <div class="card"><Failed error={list.first.error} retry={list.first.reload} /></div>
              : narrow.value ? cards()
                : <DataTable label={t('nav.leads')} columns={columns()} rows={shown.value.map((each) => each.lead)} loading={list.first.loading && !list.first.data} rowKey={(lead) => lead.id} open={(lead) => { go(`/leads/${lead.id}`); }} hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}>{{ empty }}</DataTable>}
          </div>
        ),
      }}</Page>
    );
  },
});
