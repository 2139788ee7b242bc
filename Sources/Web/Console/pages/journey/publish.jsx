// "Publish": who will come in, what it sends, what becomes of those who are inside, and who must approve.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { number } from 'console/lib/format.js';
import { QRadio } from 'console/lib/quasar.js';
import { Button } from 'console/parts/Button.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog } from 'console/parts/dialogs.jsx';
import { countOf, find, nodesOf } from './document.js';
import { entryWords, matchWords, stepName, templateName } from './words.jsx';

export const placeName = (place, draft) => (place === 'entry' ? t('journey.entry') : place === 'settings' ? t('journey.settings') : place === 'steps' ? t('journey.flow') : stepName(find(draft, place) ?? {}));

export const ProblemList = ({ problems, draft, show }) => (
  <ul class="journey-problems">{problems.map((problem, at) => (
    <li key={at}><button type="button" class="chip-option" onClick={() => show(problem)}><Icon name="warning" size={15} class="warn" /><span class="grow"><strong>{placeName(problem.place, draft)}</strong> <span class="soft small">{problem.text}</span></span><Icon name="right" size={15} /></button></li>
  ))}</ul>
);
ProblemList.props = ['problems', 'draft', 'show'];

/** Resolves with the journey as it is then, 'problem', or false. */
export function publish({ journey, draft, problems, show }) {
  const state = reactive({ moveRuns: false, error: null });
  const waiting = Object.entries(journey.waiting ?? {});
  const inside = waiting.reduce((sum, [, count]) => sum + count, 0);
  const movable = waiting.reduce((sum, [node, count]) => sum + (find(draft, node) ? count : 0), 0);
  const mass = draft.entry?.type === 'schedule';
  return showDialog({
    title: t('journey.publishTitle', { name: journey.name }),
    width: 560,
    body: ({ close }) => {
      if (problems.length) {
        return (
          <div class="form">
            <div class="notice warn"><Icon name="warning" /><span>{t('journey.cannotPublish', { n: problems.length })}</span></div>
            <ProblemList problems={problems} draft={draft} show={(problem) => { show(problem); close('problem'); }} />
            <div class="row end"><Button label={t('common.close')} act={() => { close(false); }} /></div>
          </div>
        );
      }
      const go = async () => {
        state.error = null;
        try {
          close(await api.post(`/journeys/${journey.id}/publish`, { moveRuns: state.moveRuns }));
        } catch (error) {
          state.error = error;
        }
      };
      const sends = nodesOf(draft).filter((node) => node.type === 'send').map((node) => templateName(node.template) ?? `#${node.template}`);
      return (
        <div class="form">
          <p class="soft">{t(journey.version ? 'journey.publishAgain' : 'journey.publishFirst', { n: journey.version + 1 })}</p>
          <dl class="facts">
            <dt>{t('journey.entry')}</dt><dd>{entryWords(draft.entry)}</dd>
            <dt>{t('journey.flow')}</dt><dd>{t('journey.stepsCount', { n: nodesOf(draft).length, sends: countOf(draft, 'send') })}{sends.length > 0 && <div class="muted small">{[...new Set(sends)].join(t('journey.comma'))}</div>}</dd>
            <dt>{t('journey.goal')}</dt><dd>{draft.goal ? matchWords(draft.goal) : <span class="muted">{t('journey.noGoalSet')}</span>}</dd>
            {draft.holdout > 0 && <><dt>{t('journey.holdout')}</dt><dd class="num">{draft.holdout / 100}%</dd></>}
          </dl>
          {journey.state === 'paused' && <div class="notice"><Icon name={mass ? 'pause' : 'play'} /><span>{t(mass ? 'journey.approvalKeepsPause' : 'journey.publishResumes')}</span></div>}
          {!mass && inside > 0 && (
            <div class="field"><span class="field-label">{t('journey.inside', { n: number(inside) })}</span>
              <QRadio dense val={false} modelValue={state.moveRuns} onUpdate:modelValue={(value) => { state.moveRuns = value; }} label={t('journey.keepRuns')} />
              <QRadio dense val={true} modelValue={state.moveRuns} onUpdate:modelValue={(value) => { state.moveRuns = value; }} label={t('journey.moveRuns', { n: number(movable), rest: number(inside - movable) })} /></div>
          )}
          {mass && <div class="notice warn"><Icon name="shield" /><span>{t('journey.publishMass')}{journey.version > 0 && journey.state === 'published' && ` ${t('journey.publishMassGoesOn', { n: journey.version })}`}</span></div>}
          {state.error && <ErrorNotice error={state.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" icon="send" label={t(mass ? 'journey.askApproval' : 'journey.publish')} act={go} /></div>
        </div>
      );
    },
  });
}
