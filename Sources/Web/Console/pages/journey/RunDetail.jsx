// One customer's way through the journey: each step with its time and its reason. Also what a test shows, while it runs.
import { defineComponent } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { Link, isAvailable } from 'console/router.jsx';
import { can } from 'console/session.js';
import { dateTime } from 'console/lib/format.js';
import { Icon } from 'console/parts/Icon.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { find, stepIcons } from './document.js';
import { Explain, endWords, eventWords, noteWords, reasonWords, stepName, stepWords } from './words.jsx';

const tones = {
  entered: 'accent', goal: 'good', completed: 'good', yes: 'good', matched: 'good', accepted: 'good', delivered: 'good', not_sent: 'warn', failed: 'bad', unknown: 'warn', timeout: 'warn', not_entered: 'warn',
  deleted: 'bad', too_many_steps: 'bad',
};
export const RunState = ({ run }) => {
  if (run.state === 'waiting') return <Badge tone="accent" dot label={t('journey.run.inside')} />;
  return <Badge tone={run.reason === 'goal' || run.reason === 'completed' ? 'good' : ''} dot label={endWords(run.reason) || t('journey.run.done')} />;
};
RunState.props = ['run'];

export const personLink = (id, name) => {
  if (!id) return <span class="muted">{t('messages.erased')}</span>;
  const label = name ?? t('customer.number', { n: id });
  return isAvailable('customer') && can('customers.read') ? <Link to={`/customers/${id}`}>{label}</Link> : label;
};

const detailWords = (step) => {
  const { detail = {} } = step;
  if (detail.until) return t('journey.run.until', { time: dateTime(detail.until, { seconds: true }) });
  if (detail.reason) return reasonWords(detail.reason);
  if (detail.event) return eventWords(detail.event);
  if (detail.tag) return t(step.kind === 'untagged' ? 'journey.says.untag' : 'journey.says.tag', { tag: detail.tag });
  if (detail.bucket !== undefined) return t('journey.run.bucket', { n: detail.bucket });
  if (detail.run !== undefined) return t('journey.run.older', { n: detail.run });
  return '';
};

const messageTones = { accepted: 'good', delivered: 'good', failed: 'bad', unknown: 'warn', not_sent: 'warn' };
/** What became of the message a step handed over: sent, put off until when, or not sent and why. */
const Sent = defineComponent({
  name: 'JourneySent',
  props: ['run', 'node', 'message'],
  setup(props) {
    const cause = () => `journey:${props.run.journey}/run:${props.run.id}/node:${props.node}`;
    // A step of before its message was made is found by what asked for it.
    const found = useLoad(async (signal) => (props.message ? api.get(`/messages/${props.message}`, null, { signal, quiet: true }) : (await api.get('/messages', { customer: props.run.customer, limit: 100 }, { signal, quiet: true })).items.find((each) => each.cause === cause()) ?? null), () => [props.run.id, props.node, props.message]);
    usePolling(() => { if (!found.data || !messageTones[found.data.state]) found.reload(); }, 10);
    return () => found.data && (
      <div class="row wrap small" style="gap:4px 8px">
        <Badge tone={messageTones[found.data.state]} dot label={t(`messages.state.${found.data.state}`)} />
        {found.data.reason && <span>{reasonWords(found.data.reason)}</span>}
        {found.data.state === 'deferred' && found.data.dueAt && <span class="muted num">{t('journey.run.dueAt', { time: dateTime(found.data.dueAt) })}</span>}
        {!props.message && isAvailable('messages') && <Link to="/messages" query={{ customer: props.run.customer, message: found.data.id }}>{t('journey.run.message', { n: found.data.id })}</Link>}
      </div>
    );
  },
});

export const Steps = ({ run, draft }) => (
  <ol class="journey-steps">{(run.steps ?? []).map((step, at) => {
    const node = step.node ? find(draft, step.node) : null;
    const said = detailWords(step);
    return (
      <li key={at}>
        <span class={['journey-dot', tones[step.kind]]}><Icon name={node ? stepIcons[node.type] ?? 'box' : step.kind === 'goal' ? 'flag' : 'nodes'} size={14} /></span>
        <div class="grow">
          <div class="row wrap between"><strong>{node ? stepName(node) : step.node ? step.node : t('journey.flow')}</strong><span class="muted small num nowrap">{dateTime(step.at, { seconds: true })}</span></div>
          <div><span class={['badge', tones[step.kind]]}>{noteWords(step.kind)}</span> <span class="soft small">{said}</span></div>
          {node && !['yes', 'no'].includes(step.kind) && <div class="muted small">{stepWords(node)}</div>}
          {step.kind === 'send' && run.customer && can('messages.read') && <Sent run={run} node={step.node} message={step.detail?.message} />}
          {step.detail?.why && <Explain why={step.detail.why} />}
          {step.detail?.message && isAvailable('messages') && can('messages.read') && <Link class="small" to="/messages" query={{ customer: run.customer, message: step.detail.message }}>{t('journey.run.message', { n: step.detail.message })}</Link>}
        </div>
      </li>
    );
  })}</ol>
);
Steps.props = ['run', 'draft'];

/** run: of GET /journey-runs/{id}; draft: by whose steps it is read. */
export const RunDetail = ({ run, draft, name }) => (
  <div class="stack">
    <dl class="facts">
      <dt>{t('journey.run.who')}</dt><dd>{personLink(run.customer, name)}</dd>
      <dt>{t('common.status')}</dt><dd><span class="row wrap"><RunState run={run} />{run.heldOut && <Badge label={t('journey.run.heldOut')} />}{run.test && <Badge label={t('messages.isTest')} />}</span></dd>
      {run.state === 'waiting' && run.node && <><dt>{t('journey.run.where')}</dt><dd>{find(draft, run.node) ? stepName(find(draft, run.node)) : run.node} <span class="muted small num">{t('journey.run.until', { time: dateTime(run.dueAt, { seconds: true }) })}</span></dd></>}
      <dt>{t('journey.run.since')}</dt><dd class="num">{dateTime(run.enteredAt, { seconds: true })}</dd>
      {run.goalAt && <><dt>{t('journey.goal')}</dt><dd class="num">{dateTime(run.goalAt, { seconds: true })}</dd></>}
      {run.endedAt && <><dt>{t('journey.run.ended')}</dt><dd class="num">{dateTime(run.endedAt, { seconds: true })}</dd></>}
      <dt>{t('journey.run.version')}</dt><dd>{run.test ? t('journey.run.draft') : t('journey.version', { n: run.version })}</dd>
      {run.key && !run.key.startsWith('customer:') && !run.key.startsWith('test:') && <><dt>{t('journey.again.key')}</dt><dd class="num">{run.key}</dd></>}
    </dl>
    <section><h3>{t('journey.run.way')}</h3>{run.steps?.length ? <Steps run={run} draft={draft} /> : <p class="muted">{t('journey.run.noSteps')}</p>}</section>
  </div>
);
RunDetail.props = ['run', 'draft', 'name'];
