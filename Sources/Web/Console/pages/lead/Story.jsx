// Everything that happened to a lead, newest first: follow-ups, changes, the person coming again.
import { t } from 'console/i18n/index.js';
import { ago, dateTime } from 'console/lib/format.js';
import { actorName } from 'console/lib/people.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Icon } from 'console/parts/Icon.jsx';
import { Answers } from './Answers.jsx';
import { dayTime } from './time.jsx';
import { causeName, modeName, outcomeName, sourceName, stageName, waitingName } from './words.jsx';

const icons = { call: 'call', message: 'chat', visit: 'store', note: 'edit', created: 'spark', assigned: 'person', reassigned: 'person', waiting: 'clock', pooled: 'archive', stage: 'flag', reminded: 'alert', touch: 'refresh' };

function eventWords(event, names) {
  const { kind, detail } = event;
  const who = names.people.get(detail?.salesperson) ?? t('sales.number', { n: detail?.salesperson ?? '' });
  switch (kind) {
    case 'created': return t('lead.event.created', { source: sourceName(detail?.source) });
    case 'assigned': return t('lead.event.assigned', { name: who, mode: modeName(detail?.mode) });
    case 'reassigned': return t(detail?.mode === 'claim' ? 'lead.event.claimed' : 'lead.event.reassigned', { name: who, mode: modeName(detail?.mode), cause: causeName(detail?.cause) });
    case 'waiting': return t('lead.event.waiting', { reason: waitingName(detail?.reason) });
    case 'pooled': return t('lead.event.pooled', { pool: names.pools.get(detail?.pool) ?? '', reason: causeName(detail?.reason) });
    case 'stage': return t('lead.event.stage', { from: stageName(detail?.from), to: stageName(detail?.to) });
    case 'reminded': return t('lead.event.reminded');
    default: return kind;
  }
}

export const Story = ({ lead, names }) => {
  const list = [
    ...lead.followUps.map((each) => ({ ...each, icon: icons[each.kind] ?? 'edit', tone: 'accent', title: t(`lead.followUp.${each.kind}`), body: each.text })),
    ...lead.events.map((each) => ({ ...each, icon: icons[each.kind] ?? 'info', tone: each.kind === 'reminded' ? 'warn' : '', title: eventWords(each, names), body: each.kind === 'stage' && each.detail?.reason ? outcomeName(each.detail.reason) : '' })),
    ...lead.touchList.map((each) => ({ at: each.at, actor: '', icon: icons.touch, tone: 'warn', title: t('lead.event.touch', { source: sourceName(each.kind) }), answers: each.payload?.answers })),
  ].sort((a, b) => new Date(b.at) - new Date(a.at));
  return (
    <ol class="lead-story">
      {list.map((each, at) => (
        <li key={at}>
          <span class={['lead-story-icon', each.tone]}><Icon name={each.icon} size={15} /></span>
          <div class="grow">
            <div><strong>{each.title}</strong></div>
            {each.body && <p class="lead-story-text">{each.body}</p>}
            {each.answers && <Answers answers={each.answers} />}
            {each.nextAt && <p class="soft small">{t('lead.followUp.nextIs', { time: dayTime(each.nextAt) })}</p>}
            <p class="muted small">{each.actor && each.actor !== 'system' ? `${actorName(each.actor)} · ` : each.actor === 'system' ? `${t('audit.kind.system')} · ` : ''}<span class="num">{ago(each.at)}<QTooltip delay={250}>{dateTime(each.at, { seconds: true })}</QTooltip></span></p>
          </div>
        </li>
      ))}
    </ol>
  );
};
Story.props = ['lead', 'names'];
