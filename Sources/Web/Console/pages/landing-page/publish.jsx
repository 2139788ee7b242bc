// "Publish": what visitors will see that they did not see before, and what keeps it from being published.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t, tOr } from 'console/i18n/index.js';
import { Button } from 'console/parts/Button.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { ErrorNotice, Skeleton } from 'console/parts/States.jsx';
import { showDialog } from 'console/parts/dialogs.jsx';
import { blockName } from './BlockList.jsx';
import { fieldName } from './FieldEditor.jsx';
import { blockIcons, blocksOf, changes, summary } from './document.js';
import { problemText } from './problems.js';

const tones = { added: 'good', removed: 'bad', changed: 'accent', moved: '', settings: 'accent', experiment: 'accent' };

/** The list of changes between two contents. */
export const Changes = ({ before, after }) => {
  const list = changes(before, after);
  if (list.length === 0) return <p class="muted">{t('lpage.noChanges')}</p>;
  return (
    <ul class="lpage-changes">{list.map((change, at) => (
      <li key={at} class="row top">
        <span class={['badge', tones[change.kind]]}>{t(`lpage.change.${change.kind}`)}</span>
        <span class="grow">
          {change.block ? <span class="row"><Icon name={blockIcons[change.block.type] ?? 'box'} size={15} />{blockName(change.block.type)}{after.variantB && <span class="muted small">{t('lpage.variantName', { name: change.variant })}</span>}
            <span class="muted small ellipsis">{summary(change.block)}</span></span>
            : change.kind === 'experiment' ? t('lpage.tab.experiment') : t('lpage.pageSettings')}
          {change.fields && <span class="muted small">{change.fields.map((name) => (change.kind === 'settings' ? tOr(`lpage.root.${name}`, name) : fieldName(name))).join(t('lpage.comma'))}</span>}
        </span>
      </li>
    ))}</ul>
  );
};
Changes.props = ['before', 'after'];

export const problemWords = (problem, content) => {
  const place = /^(blocks|variantB)\[(\d+)\]/.exec(problem.place ?? '');
  const block = place ? content[place[1]]?.[Number(place[2])] : [...blocksOf(content, 'A'), ...blocksOf(content, 'B')].find((each) => each.id === problem.block);
  const field = (problem.field ?? '').replace(/\[(\d+)\]/g, (_, index) => ` ${Number(index) + 1} `).split('.').map((part) => part.trim().split(' ').map((word) => (/^\d+$/.test(word) ? word : fieldName(word))).join(' ')).join(' · ');
  return { where: [block ? blockName(block.type) : t('lpage.pageSettings'), field].filter(Boolean).join(' · '), what: problemText(problem) };
};

/** Resolves with the page as it is then, 'problem' when one was clicked, or false. */
export function publish({ page, content, revision, problems, show }) {
  const state = reactive({ before: undefined, error: null });
  if (page.publishedVersion) {
    api.get(`/pages/${page.id}/versions`).then((answer) => { state.before = answer.items.find((each) => each.isShown)?.content ?? null; }, (error) => { state.error = error; state.before = null; });
  } else {
    state.before = null;
  }
  const next = (page.versions ?? page.publishedVersion ?? 0) + 1;
  return showDialog({
    title: t('lpage.publishTitle', { name: page.name }),
    width: 560,
    body: ({ close }) => {
      const go = async () => {
        state.error = null;
        try {
          close(await api.post(`/pages/${page.id}/publish`, { revision }));
        } catch (error) {
          state.error = error;
        }
      };
      if (problems.length) {
        return (
          <div class="form">
            <div class="notice warn"><Icon name="warning" /><span>{t('lpage.cannotPublish', { n: problems.length })}</span></div>
            <ul class="lpage-problems">{problems.map((problem, at) => {
              const words = problemWords(problem, content);
              return <li key={at}><button type="button" class="chip-option" onClick={() => { show(problem); close('problem'); }}><span class="grow"><strong>{words.where}</strong><span class="soft small"> {words.what}</span></span><Icon name="right" size={15} /></button></li>;
            })}</ul>
            <div class="row end"><Button label={t('common.close')} act={() => { close(false); }} /></div>
          </div>
        );
      }
      return (
        <div class="form">
          <p class="soft">{t(page.publishedVersion ? 'lpage.publishMeans' : 'lpage.publishFirst')}</p>
          {state.before === undefined ? <Skeleton kind="text" count={3} />
            : state.before ? <section><h3>{t('lpage.whatChanged', { n: page.publishedVersion })}</h3><Changes before={state.before} after={content} /></section>
              : <p class="muted">{t('lpage.firstVersion', { n: content.blocks.length })}</p>}
          {content.experiment && <div class="notice"><Icon name="split" /><span>{t('lpage.publishExperiment', { b: Math.round((content.experiment.split ?? 5000) / 100), traffic: Math.round((content.experiment.traffic ?? 10000) / 100) })}</span></div>}
          {state.error && <ErrorNotice error={state.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} />
            <Button kind="primary" icon="send" label={t('lpage.publish')} disabled={state.before === undefined} act={go} /></div>
          <p class="muted small">{t('lpage.publishKeeps', { n: next })}</p>
        </div>
      );
    },
  });
}
