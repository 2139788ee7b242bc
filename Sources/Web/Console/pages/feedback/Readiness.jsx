// Whether an account feeds a platform enough, fast enough and matched enough: per goal over the last seven days, and which goal to choose.
import { defineComponent } from 'vue';
import { api } from 'console/api.js';
import { setQuery } from 'console/router.jsx';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { ago, dateTime, number, percent } from 'console/lib/format.js';
import { inLanguage } from 'console/lib/words.js';
import { Button } from 'console/parts/Button.jsx';
import { Spark, Unknown } from 'console/parts/Figure.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { PlainTable } from 'console/parts/PlainTable.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, Empty } from 'console/parts/States.jsx';
import { Why } from 'console/parts/Why.jsx';
import { eventCode, eventName, minutesText, stageName } from './words.jsx';

export const Readiness = defineComponent({
  name: 'FeedbackReadiness',
  props: ['account', 'platform'],
  setup(props) {
    const state = useLoad((signal) => api.get(`/media/accounts/${props.account.id}/readiness`, null, { signal }), () => props.account.id);
    const mark = (good, text, why) => <li class="row top"><Icon name={good ? 'check' : 'warning'} size={16} class={good ? 'good' : 'warn'} /><span><strong>{text}</strong>{why && <span class="soft small"> {why}</span>}</span></li>;
    const goal = (each, data) => (
      {
        key: each.stage + each.event, class: each.ready ? '' : 'soft', cells: [
          <><span class="row wrap" style="gap:4px"><strong>{stageName(each.stage)}</strong>{inLanguage(each.why) && <Why title={stageName(each.stage)} text={inLanguage(each.why)} />}{each.stage === data.recommended && <Badge tone="good" label={t('feedback.ready.recommended')} />}{each.gap && <Badge tone="bad" dot label={t('feedback.ready.gap')} />}</span>
            <div class="muted small">{eventName(props.platform, each.event)} <code>{eventCode(props.platform, each.event)}</code></div></>,
          <Spark values={each.perDay ?? []} width={72} label={(each.perDay ?? []).join(', ')} />,
          <span class="num nowrap">{number(each.total)} <span class="muted small feedback-sent">{t('feedback.ready.sent', { n: number(each.sent) })}</span></span>,
          <span class="num nowrap">{each.medianDelayMinutes === null || each.medianDelayMinutes === undefined ? <Unknown reason={t('feedback.ready.noEvents')} /> : minutesText(each.medianDelayMinutes)}</span>,
          <span class="num">{each.matchRate === null || each.matchRate === undefined ? <Unknown reason={t('feedback.ready.noEvents')} /> : percent(each.matchRate)}</span>,
          <span class="num nowrap" title={each.lastSentAt ? dateTime(each.lastSentAt) : undefined}>{each.lastSentAt ? ago(each.lastSentAt) : <span class="muted">{t('common.never')}</span>}</span>,
        ],
      }
    );
    return () => (
      <Async state={state} kind="rows" count={5}>{(data) => (
        <div class="stack">
          <ul class="stack tight">
            {mark(!props.account.problem, props.account.problem ? t('feedback.ready.problem') : t('feedback.ready.canSend'), props.account.problem)}
            {data.clicks > 0
              ? mark(data.clicksWithId >= 0.8, t('feedback.ready.withId', { share: percent(data.clicksWithId), n: number(data.clicks) }), data.clicksWithId >= 0.8 ? '' : t('feedback.ready.withId.why'))
              : mark(false, t('feedback.ready.noClicks'), t('feedback.ready.noClicks.why'))}
            {mark(Boolean(data.recommended), data.recommended ? t('feedback.ready.goal', { stage: stageName(data.recommended) }) : t('feedback.ready.noGoal'), t('feedback.ready.goal.why'))}
            {data.goals?.some((each) => each.gap) && mark(false, t('feedback.ready.gapTitle'), t('feedback.ready.gap.why'))}
          </ul>
          {!data.goals?.length ? <Empty icon="chart" title={t('feedback.ready.empty')} why={t('feedback.ready.empty.why')}><Button kind="primary" label={t('feedback.tab.mapping')} act={() => { setQuery({ part: 'mapping' }); }} /></Empty> : (
            <PlainTable class="feedback-goals" label={t('feedback.tab.readiness')} rows={data.goals.map((each) => goal(each, data))} head={[
              { label: t('feedback.stage') }, { label: t('feedback.ready.days') }, ...['total', 'delay', 'match', 'last'].map((key) => ({ label: t(`feedback.ready.${key}`), right: true })),
            ]} />
          )}
        </div>
      )}</Async>
    );
  },
});
