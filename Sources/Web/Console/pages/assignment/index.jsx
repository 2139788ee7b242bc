// 分配规则: which leads go to whom, in the order they are asked.
import { computed, defineComponent, reactive } from 'vue';
import { api } from 'console/api.js';
import { go, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { can, seesAll } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { number } from 'console/lib/format.js';
import { nodeOptions } from 'console/lib/organisation.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DragList } from 'console/parts/DragList.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, Empty } from 'console/parts/States.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { confirm, toast, toastError } from 'console/parts/dialogs.jsx';
import { modeName } from '../lead/words.jsx';
import { FormError, Ladder, PolicyFields, newForm, policyBody, policyReady, savePolicy, wholePolicy } from './policyForm.jsx';
import { conditionList, fieldName, minutesText, takesAll, valueName } from './words.jsx';

const Edit = defineComponent({
  name: 'PolicyEdit',
  props: ['policy', 'around', 'nextPriority', 'saved'],
  setup(props) {
    const form = newForm(props.policy, props.nextPriority);
    const save = async () => {
      form.error = null;
      try {
        await props.saved(await savePolicy(props.policy, policyBody(form)));
      } catch (error) {
        form.error = error;
      }
    };
    return () => (
      <form class="form" onSubmit={(event) => { event.preventDefault(); if (policyReady(form)) save(); }}>
        <PolicyFields form={form} around={props.around} />
        <FormError error={form.error} />
        <div class="row end"><Button kind="primary" label={t(props.policy ? 'common.save' : 'assign.create')} disabled={!policyReady(form)} act={save} /></div>
      </form>
    );
  },
});

export default defineComponent({
  name: 'AssignmentPage',
  setup() {
    const open = useQuery('open', '', { replace: false });
    const list = useLoad(async (signal) => (await api.get('/assign-policies', null, { signal })).items);
    const people = useLoad(async (signal) => (await api.get('/salespeople', null, { signal })).items);
    const pools = useLoad(async (signal) => (await api.get('/lead-pools', null, { signal })).items);
    const tree = useLoad(async (signal) => (can('organisation.read') ? nodeOptions((await api.get('/organisation', null, { signal })).nodes) : []));
    const origins = useLoad(async (signal) => (can('touchpoints.read') ? (await api.get('/origins', null, { signal })).items : []));
    const pages = useLoad(async (signal) => (can('touchpoints.read') ? (await api.get('/pages', null, { signal })).items : []));
    const around = reactive({
      people: computed(() => people.data ?? []), pools: computed(() => pools.data ?? []), tree: computed(() => tree.data ?? []), origins: computed(() => origins.data ?? []), pages: computed(() => pages.data ?? []),
    });
    /** Rules of assignment concern everybody. */
    const show = (policy) => { if (seesAll()) setQuery({ open: String(policy.id) }, { replace: false }); };
    const editing = () => seesAll() && (open.value === 'new' || Boolean(current.value));
    const current = computed(() => list.data?.find((policy) => String(policy.id) === open.value));
    const nextPriority = () => (list.data?.length ? Math.max(...list.data.map((policy) => policy.priority)) + 10 : 100);
    const busy = reactive({ order: false });

    const saved = async (policy) => {
      const wasNew = open.value === 'new';
      await list.reload();
      toast(t(wasNew ? 'assign.created' : 'assign.saved', { name: policy.name }));
      if (wasNew) setQuery({ open: undefined });
    };
    const toggle = async (policy) => {
      try {
        await api.put(`/assign-policies/${policy.id}`, wholePolicy(policy, { active: !policy.active }));
        toast(t(policy.active ? 'assign.nowPaused' : 'assign.nowActive', { name: policy.name }));
        await list.reload();
      } catch (error) {
        toastError(error);
      }
    };
    /** Only a rule that is switched off can go. */
    const remove = async (policy) => {
      if (await confirm({ title: t('assign.deleteTitle', { name: policy.name }), consequence: t('assign.deleteConsequence'), action: t('common.delete'), danger: true, act: () => api.delete(`/assign-policies/${policy.id}`) })) {
        toast(t('sales.deleted', { name: policy.name }));
        await list.reload();
      }
    };
    /** Puts one elsewhere: only rules whose place in the order changes are written. */
    const move = async (from, to) => {
      if (busy.order) return;
      busy.order = true;
      const order = [...list.data];
      order.splice(to, 0, order.splice(from, 1)[0]);
      list.data = order;
      try {
        for (const [at, policy] of order.entries()) {
          const priority = (at + 1) * 10;
          if (policy.priority !== priority) await api.put(`/assign-policies/${policy.id}`, wholePolicy(policy, { priority }));
        }
        toast(t('assign.reordered'));
      } catch (error) {
        toastError(error);
      } finally {
        busy.order = false;
        await list.reload();
      }
    };

    const names = (policy) => ({
      leader: around.people.find((person) => person.id === policy.leader)?.name,
      pool: (around.pools.find((pool) => pool.id === policy.pool) ?? around.pools[0])?.name,
    });
    const nodeName = (id) => around.tree.find((node) => node.value === id)?.label ?? String(id);
    const card = (policy, index) => {
      const last = policy.mode === 'manual' || policy.mode === 'claim';
      return (
        <div class={['assign-card', !policy.active && 'paused', !seesAll() && 'assign-still']} tabindex={seesAll() ? '0' : undefined} onClick={(event) => { if (!event.target.closest('button, a')) show(policy); }}
          onKeydown={(event) => { if (event.key === 'Enter' && event.target === event.currentTarget) show(policy); }}>
          <div class="row wrap between">
            <span class="row wrap"><span class="assign-place num">{index + 1}</span><strong>{policy.name}</strong>{!policy.active && <Badge label={t('assign.paused')} />}<span class="muted small">{t('lead.why.version', { n: number(policy.version) })}</span></span>
            {seesAll() && <span class="row"><Button small kind="quiet" icon={policy.active ? 'pause' : 'play'} label={t(policy.active ? 'assign.pause' : 'assign.resume')} act={() => toggle(policy)} />{!policy.active && <Button small kind="quiet" icon="trash" hint={t('assign.deleteTitle', { name: policy.name })} act={() => { remove(policy); }} />}<Button small kind="quiet" icon="edit" hint={t('assign.edit')} act={() => { show(policy); }} /></span>}
          </div>
          <div class="assign-rule">
            <span class="muted">{t('assign.when')}</span>
            {takesAll(policy) ? <Badge label={t('assign.everyLead')} /> : conditionList(policy).map(([field, values]) => <span key={field} class="assign-chip"><span class="muted">{fieldName(field)}</span> {values.map((value) => valueName(field, value, around)).join(t('assign.or'))}</span>)}
            <Icon name="right" size={15} class="muted" />
            <Badge tone="accent" label={modeName(policy.mode)} />
            {!last && <span>{policy.nodes.length ? policy.nodes.map(nodeName).join(t('common.comma')) : t('assign.nodes.all')}</span>}
            {policy.mode === 'claim' && <span>{names(policy).pool ?? t('assign.pool.none')}</span>}
            <span class="muted">{t('assign.within', { time: minutesText(policy.slaMinutes) })}</span>
          </div>
          {!last && <Ladder policy={policy} names={names(policy)} />}
        </div>
      );
    };
    const notices = (policies) => {
      const active = policies.filter((policy) => policy.active);
      const all = active.findIndex(takesAll);
      const hidden = all >= 0 ? active.slice(all + 1) : [];
      return (
        <>
          {people.data?.length === 0 && <div class="notice warn"><Icon name="warning" /><div class="grow">{t('assign.noPeople')}</div>{isAvailable('salespeople') && <Button small label={t('nav.salespeople')} act={() => { go('/salespeople'); }} />}</div>}
          {active.length === 0 ? <div class="notice warn"><Icon name="warning" /><div>{t('assign.allPaused')}</div></div>
            : all < 0 && <div class="notice warn"><Icon name="warning" /><div>{t('assign.noRest')}</div></div>}
          {hidden.length > 0 && <div class="notice warn"><Icon name="warning" /><div>{t('assign.hidden', { first: active[all].name, names: hidden.map((policy) => policy.name).join(t('common.comma')) })}</div></div>}
        </>
      );
    };
    const create = () => seesAll() && <Button kind="primary" icon="plus" label={t('assign.new')} act={() => { setQuery({ open: 'new' }, { replace: false }); }} />;

    return () => (
      <Page title={t('nav.assignment')} purpose={t('assign.purpose')} changes="leads.write">{{
        actions: create,
        default: () => (
          <>
            <Async state={list} kind="rows" count={5}>{(policies) => (policies.length === 0
              ? <div class="card"><Empty icon="split" title={t('assign.empty')} why={t('assign.empty.why')}>{create()}</Empty></div>
              : (
                <div class="stack">
                  {notices(policies)}
                  <p class="muted small">{t('assign.order')}</p>
                  <div class={["assign-list", busy.order && 'busy']}>
                    <DragList label={t('nav.assignment')} items={policies} itemKey={(policy) => policy.id} name={(policy) => policy.name} move={move} locked={!seesAll()} active={current.value?.id}>{({ item, index }) => card(item, index)}</DragList>
                  </div>
                  <p class="muted small">{t('assign.sticky')}</p>
                </div>
              ))}</Async>
            <SideDrawer open={editing()} title={open.value === 'new' ? t('assign.new') : current.value?.name} subtitle={current.value ? t('assign.versionNow', { n: number(current.value.version) }) : t('assign.new.subtitle')} width={680} close={() => setQuery({ open: undefined })}>
              {() => editing() && <Edit key={open.value + (current.value?.version ?? '')} policy={current.value ?? null} around={around} nextPriority={nextPriority()} saved={saved} />}
            </SideDrawer>
          </>
        ),
      }}</Page>
    );
  },
});
