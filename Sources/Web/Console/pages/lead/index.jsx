// 线索详情: one lead, who has it and why, what was done, what comes next.
import { computed, defineComponent, reactive, ref } from 'vue';
import { api } from 'console/api.js';
import { Link, go, isAvailable } from 'console/router.jsx';
import { can } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { ago, dateTime, money, number } from 'console/lib/format.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Masked } from 'console/parts/Masked.jsx';
import { Empty, ErrorNotice, Failed, Skeleton } from 'console/parts/States.jsx';
import { toast } from 'console/parts/dialogs.jsx';
import { Answers } from './Answers.jsx';
import { Explanation, explanationWords } from './Explanation.jsx';
import { Story } from './Story.jsx';
import { FollowUpFields, blankFollowUp, call, claim, handBack, move, reassign, saveFollowUp } from './actions.jsx';
import { useLeadFeed } from './feed.js';
import { LimitClock, NextAt } from './time.jsx';
import { CustomerLink, Owner, Stage, aboutLead, causeName, isClosed, isOwned, leadName, mayCall, mayClaim, mayWork, modeName, outcomeName, sourceName, stageName, suspectName, waitingName } from './words.jsx';

const path = ['assigned', 'contacted', 'qualified', 'opportunity', 'won'];

export default defineComponent({
  name: 'LeadPage',
  props: ['id'],
  setup(props) {
    const lead = useLoad((signal) => api.get(`/leads/${props.id}`, null, { signal }));
    const people = useLoad((signal) => api.get('/salespeople', null, { signal }));
    const pools = useLoad(async (signal) => (await api.get('/lead-pools', null, { signal })).items);
    const policies = useLoad(async (signal) => (can('leads.write') ? (await api.get('/assign-policies', null, { signal })).items : []));
    const origins = useLoad(async (signal) => (can('touchpoints.read') ? (await api.get('/origins', null, { signal })).items : []));
    const form = reactive({ ...blankFollowUp('call'), saving: false });
    const shown = ref(null); // which earlier assignment is unfolded

    const me = computed(() => people.data?.me ?? null);
    const names = computed(() => ({
      people: new Map((people.data?.items ?? []).map((person) => [person.id, person.name])),
      pools: new Map((pools.data ?? []).map((pool) => [pool.id, pool.name])),
    }));
    const originPath = (lead) => origins.data?.find((origin) => origin.code === lead.origin)?.path ?? lead.originName ?? lead.origin;
    const policyName = (id) => policies.data?.find((policy) => policy.id === id)?.name;
    useLeadFeed({ changed: () => { lead.reload(); people.reload(); } });
    const after = async (result) => { if (result) await Promise.all([lead.reload(), people.reload()]); };

    const save = async (one) => {
      form.error = null;
      try {
        await saveFollowUp(one, form);
        Object.assign(form, blankFollowUp(form.kind));
        toast(t('lead.followUp.saved'));
        await lead.reload();
      } catch (error) {
        form.error = error;
      }
    };

    const stagePath = (one) => {
      const at = path.indexOf(one.state);
      const may = (stage) => mayWork(one, me.value) && one.next.includes(stage);
      return (
        <section class="card body lead-section">
          <div class="row between wrap"><h3>{t('lead.stage')}</h3><Stage stage={one.state} /></div>
          {(isOwned(one) || one.state === 'won') && (
            <ol class="lead-path">{path.map((stage, index) => (
              <li key={stage} class={[index < at && 'past', index === at && 'now']} aria-current={index === at ? 'step' : undefined}>
                {may(stage) ? <button type="button" onClick={async () => after(await move(one, stage))}>{stageName(stage)}</button> : <span>{stageName(stage)}</span>}
              </li>
            ))}</ol>
          )}
          {one.state === 'quarantine' && <div class="notice warn"><Icon name="warning" /><div class="grow"><strong>{t('lead.quarantined')}</strong> {one.reasons.map(suspectName).join(t('common.comma'))}<p class="small soft">{t('lead.quarantined.meaning')}</p></div></div>}
          {one.state === 'new' && one.waiting && <div class="notice warn"><Icon name="clock" /><div class="grow"><strong>{waitingName(one.waiting)}</strong><p class="small soft">{t(`lead.waiting.todo.${['no_policy', 'no_salespeople', 'nobody_available', 'no_pool', 'manual'].includes(one.waiting) ? one.waiting : 'other'}`)}</p></div></div>}
          {isClosed(one) && <p class="soft">{t('lead.ended', { time: dateTime(one.outcomeAt) })}{one.outcomeReason && <> · {outcomeName(one.outcomeReason)}</>}</p>}
          {mayWork(one, me.value) && one.next.some((stage) => !path.includes(stage) || !isOwned(one)) && (
            <div class="row wrap">
              {one.next.filter((stage) => !isOwned(one) && stage !== 'invalid').map((stage) => <Button key={stage} small kind="primary" icon={stage === 'contacted' ? 'undo' : 'check'} label={t(stage === 'new' ? 'lead.accept' : 'lead.reopen')} act={async () => after(await move(one, stage))} />)}
              {one.next.includes('lost') && <Button small icon="close" label={t('lead.finish.lost.do')} act={async () => after(await move(one, 'lost'))} />}
              {one.next.includes('invalid') && <Button small kind="danger" icon="trash" label={t('lead.finish.invalid.do')} act={async () => after(await move(one, 'invalid'))} />}
            </div>
          )}
        </section>
      );
    };

    const facts = (one) => (
      <section class="card body lead-section">
        <h3>{t('lead.facts')}</h3>
        <dl class="facts">
          <dt>{t('leads.customer')}</dt><dd><CustomerLink lead={one} /></dd>
          {one.phone && <><dt>{t('lead.phone')}</dt><dd><Masked value={one.phone} reveal={mayCall(one, me.value) ? async () => (await api.get(`/leads/${one.id}`, { reveal: true })).phone : undefined} /></dd></>}
          {one.product && <><dt>{t('lead.product')}</dt><dd>{one.product}</dd></>}
          {one.region && <><dt>{t('lead.region')}</dt><dd>{one.region}</dd></>}
          <dt>{t('lead.from')}</dt><dd>{sourceName(one.source)}{one.page && <> · {one.pageName ?? t('lead.page', { n: one.page })}</>}</dd>
          {one.origin && <><dt>{t('common.origin')}</dt><dd>{originPath(one)}</dd></>}
          <dt>{t('lead.receivedAt')}</dt><dd class="num">{dateTime(one.receivedAt)}</dd>
          {one.assignedAt && <><dt>{t('lead.assignedAt')}</dt><dd class="num">{dateTime(one.assignedAt)}</dd></>}
          {one.valueFen !== null && one.valueFen !== undefined && <><dt>{t('lead.value')}</dt><dd class="num">{money(one.valueFen)}</dd></>}
          {one.touches > 0 && <><dt>{t('lead.touches')}</dt><dd>{t('lead.touchesN', { n: number(one.touches) })}</dd></>}
        </dl>
        {Object.values(one.answers ?? {}).some((value) => value !== null && value !== '') && <><h4 class="muted small">{t('lead.answers')}</h4><Answers answers={one.answers} /></>}
      </section>
    );

    const whyOwner = (one) => {
      const [current, ...earlier] = one.assignments;
      const isCurrent = current && !current.endedAt;
      const history = isCurrent ? earlier : one.assignments;
      const past = (each) => (
        <li key={each.attempt}>
          <button type="button" class="lead-past" aria-expanded={String(shown.value === each.attempt)} onClick={() => { shown.value = shown.value === each.attempt ? null : each.attempt; }}>
            <span class="lead-past-number num">{each.attempt}</span>
            <span class="grow"><strong>{names.value.people.get(each.salesperson) ?? t('sales.number', { n: each.salesperson })}</strong> <span class="muted small">{modeName(each.mode)}</span>
              <span class="muted small lead-block num">{dateTime(each.at)}{each.endedAt && ` → ${dateTime(each.endedAt)}`}{each.endedReason && ` · ${t('lead.endedBy', { reason: causeName(each.endedReason) })}`}</span></span>
            <Icon name={shown.value === each.attempt ? 'up' : 'down'} size={15} />
          </button>
          {shown.value === each.attempt && each.explanation && <Explanation explanation={each.explanation} policyName={policyName(each.explanation.policy)} />}
        </li>
      );
      return (
        <section class="card body lead-section">
          <div class="row between wrap"><h3>{t('lead.owner')}</h3>
            {can('leads.write') && !isClosed(one) && one.state !== 'quarantine' && <Button small icon="person" label={t(one.owner ? 'lead.reassign' : 'lead.assign')} disabled={!people.data?.items.some((person) => person.active && person.id !== one.owner)} act={async () => after(await reassign(one, people.data?.items ?? []))} />}</div>
          <div class="row"><Owner lead={one} me={me.value} size={28} />{isCurrent && <span class="muted small">{t('lead.since', { time: ago(current.at) })}</span>}</div>
          {isCurrent && current.explanation && <><h4 class="muted small">{t('lead.why')}</h4><Explanation explanation={current.explanation} policyName={policyName(current.explanation.policy)} /></>}
          {!isCurrent && !one.owner && one.state === 'pooled' && <p class="soft">{t('lead.inPoolNamed', { pool: names.value.pools.get(one.pool) ?? '' })}</p>}
          {history.length > 0 && <><h4 class="muted small">{t('lead.history')}</h4><ul class="lead-history">{history.map(past)}</ul></>}
        </section>
      );
    };

    const followUpCard = (one) => isOwned(one) && mayWork(one, me.value) && (
      <section class="card body lead-section" id="follow-up">
        <h3>{t('lead.followUp')}</h3>
        <form class="form" onSubmit={(event) => { event.preventDefault(); save(one); }}>
          <FollowUpFields form={form} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button kind="primary" label={t('lead.followUp.save')} disabled={form.kind === 'note' && !form.text.trim()} act={() => save(one)} /></div>
        </form>
      </section>
    );

    const actions = (one, big) => [
      mayClaim(one, me.value) && <Button key="claim" kind="primary" icon="check" label={t('lead.claim')} act={async () => after(await claim(one))} class={big && 'lead-big'} />,
      mayCall(one, me.value) && isOwned(one) && <Button key="call" kind="primary" icon="call" label={t('lead.call')} act={async () => after(await call(one))} class={big && 'lead-big'} />,
      isOwned(one) && mayWork(one, me.value) && <Button key="back" icon="archive" label={t('lead.handBack')} act={async () => after(await handBack(one))} class={big && 'lead-big'} />,
    ];

    return () => {
      const one = lead.data;
      if (!one) {
        return (
          <Page title={t('nav.lead')}>
            {lead.error ? <div class="card">{lead.error.status === 404
              ? <Empty icon="target" title={t('lead.missing')} why={t('lead.missing.why')}><Button kind="primary" label={t('nav.leads')} act={() => { go('/leads'); }} /></Empty>
              : <Failed error={lead.error} retry={lead.reload} />}</div>
              : <div class="lead-layout"><div class="card"><Skeleton kind="text" count={6} /></div><div class="card"><Skeleton kind="text" count={8} /></div></div>}
          </Page>
        );
      }
      const explanation = one.assignments[0] && !one.assignments[0].endedAt ? one.assignments[0].explanation : null;
      return (
        <Page title={leadName(one)} purpose={[aboutLead(one), t('lead.number', { n: one.id }), explanation && explanationWords(explanation)].filter(Boolean).join(' · ')}>{{
          actions: () => [
            isAvailable('leads') && <Link to="/leads" class="btn quiet"><Icon name="left" size={16} /><span>{t('nav.leads')}</span></Link>,
            <span class="lead-desktop row">{actions(one)}</span>,
          ],
          default: () => (
            <>
              <div class="lead-layout">
                <div class="stack">
                  {isOwned(one) && <section class="card body lead-section"><div class="row between wrap"><h3>{t('lead.limit')}</h3><NextAt lead={one} /></div><LimitClock lead={one} large /></section>}
                  {stagePath(one)}
                  {followUpCard(one)}
                  <section class="card body lead-section"><div class="row between"><h3>{t('lead.story')}</h3><span class="muted small">{t('lead.updated', { time: ago(one.updatedAt) })}<QTooltip delay={250}>{dateTime(one.updatedAt)}</QTooltip></span></div><Story lead={one} names={names.value} /></section>
                </div>
                <div class="stack">{facts(one)}{whyOwner(one)}</div>
              </div>
              {actions(one).some(Boolean) && <div class="lead-bar">{actions(one, true)}</div>}
            </>
          ),
        }}</Page>
      );
    };
  },
});
