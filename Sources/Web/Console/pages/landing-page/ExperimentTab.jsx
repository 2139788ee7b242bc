// A/B test of a page: begin, share, results with their uncertainty, whether the split is right, end with a winner.
import { defineComponent } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { number, percent } from 'console/lib/format.js';
import { today } from 'console/lib/range.js';
import { Button } from 'console/parts/Button.jsx';
import { IntervalBar, Rate } from 'console/parts/Figure.jsx';
import { TextField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { PlainTable } from 'console/parts/PlainTable.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, Empty } from 'console/parts/States.jsx';
import { Why } from 'console/parts/Why.jsx';
import { confirm, showDialog, toast } from 'console/parts/dialogs.jsx';
import { beginExperiment, endExperiment } from './document.js';

const clamp = (value, low, high) => Math.min(high, Math.max(low, Math.round(Number(value)) || low));

/** page, content, history, locked, edit(variant). */
export const ExperimentTab = defineComponent({
  name: 'ExperimentTab',
  props: ['page', 'content', 'history', 'locked', 'edit'],
  setup(props) {
    const results = useLoad(async (signal) => (await api.get(`/pages/${props.page.id}/experiments`, null, { signal })).items);
    usePolling(() => results.reload(), 30);

    const begin = () => {
      props.history.change((content) => { beginExperiment(content, `${props.page.slug}-${today()}`); });
      props.edit('B');
      toast(t('lpage.exp.begun'));
    };
    const end = () => showDialog({
      title: t('lpage.exp.end'),
      body: ({ close }) => (
        <div class="form">
          <p class="soft">{t('lpage.exp.endMeans')}</p>
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} />
            {['A', 'B'].map((winner) => <Button kind="primary" label={t('lpage.exp.keep', { name: winner })} act={() => { props.history.change((content) => { endExperiment(content, winner); }); toast(t('lpage.exp.ended', { name: winner })); close(true); }} />)}</div>
        </div>
      ),
    });
    const redraw = () => confirm({
      title: t('lpage.exp.redraw'), consequence: t('lpage.exp.redrawMeans'), action: t('lpage.exp.redraw'), danger: true,
      act: () => { props.history.change((content) => { content.experiment.seed = String(Number(content.experiment.seed || 0) + 1); content.experiment.key = `${props.page.slug}-${today()}-${content.experiment.seed}`; }); },
    });
    const set = (name) => (value) => props.history.change((content) => { content.experiment[name] = clamp(Number(value) * 100, name === 'split' ? 100 : 100, name === 'split' ? 9900 : 10000); }, `experiment.${name}`);

    const settings = () => {
      const experiment = props.content.experiment;
      if (!experiment) {
        return <Empty icon="split" title={t('lpage.exp.none')} why={t('lpage.exp.none.why')}>{!props.locked && <Button kind="primary" icon="split" label={t('lpage.exp.begin')} act={begin} />}</Empty>;
      }
      return (
        <div class="body stack">
          <div class="lpage-exp-settings">
            <TextField type="number" min="1" max="99" label={t('lpage.exp.split')} hint={t('lpage.exp.split.hint')} suffix="%" disable={props.locked} modelValue={Math.round((experiment.split ?? 5000) / 100)} onUpdate:modelValue={set('split')} />
            <TextField type="number" min="1" max="100" label={t('lpage.exp.traffic')} hint={t('lpage.exp.traffic.hint')} suffix="%" disable={props.locked} modelValue={Math.round((experiment.traffic ?? 10000) / 100)} onUpdate:modelValue={set('traffic')} />
          </div>
          <div class="lpage-split" aria-hidden="true"><span style={`flex:${10000 - (experiment.split ?? 5000)}`}>A {percent(1 - (experiment.split ?? 5000) / 10000)}</span><span class="b" style={`flex:${experiment.split ?? 5000}`}>B {percent((experiment.split ?? 5000) / 10000)}</span></div>
          <div class="row wrap">
            {['A', 'B'].map((name) => <Button key={name} icon="edit" label={t('lpage.exp.edit', { name })} act={() => { props.edit(name); }} />)}
            <span class="grow" />
            {!props.locked && <Button kind="quiet" label={t('lpage.exp.redraw')} act={() => { redraw(); }} />}
            {!props.locked && <Button icon="check" label={t('lpage.exp.end')} act={() => { end(); }} />}
          </div>
          <p class="muted small">{t('lpage.exp.publishHint')}</p>
        </div>
      );
    };

    const verdict = (result) => {
      const [a, b] = ['A', 'B'].map((key) => result.variants.find((each) => each.key === key));
      if (result.srm?.flagged) return null;
      if (!a?.interval || !b?.interval || a.exposed < 100 || b.exposed < 100) return <p class="soft">{t('lpage.exp.tooFew')}</p>;
      const apart = a.interval[1] < b.interval[0] ? ['B', 'A'] : b.interval[1] < a.interval[0] ? ['A', 'B'] : null;
      return <p class="soft">{apart ? t('lpage.exp.better', { winner: apart[0], loser: apart[1] }) : t('lpage.exp.noDifference')}</p>;
    };
    const table = (result) => {
      const most = Math.max(0.01, ...result.variants.map((each) => each.interval?.[1] ?? each.rate ?? 0)) * 1.1;
      return (
        <section class="card" key={result.key}>
          <header><h3 class="ellipsis">{t('lpage.exp.results')}</h3><Badge tone={result.running ? 'good' : ''} dot={result.running} label={t(result.running ? 'lpage.exp.running' : 'lpage.exp.over')} /><Why title={t('lpage.exp.results')} text={t('lpage.exp.meaning')} /><span class="grow" /><code class="muted small ellipsis">{result.key}</code></header>
          <div class="body stack">
            {result.srm?.flagged && <div class="notice bad" role="alert"><Icon name="warning" /><div><strong>{t('lpage.exp.srm')}</strong> {t('lpage.exp.srm.why', { chi: number(Math.round(result.srm.chiSquare * 100) / 100), p: result.srm.p < 0.0001 ? '<0.0001' : result.srm.p.toFixed(4) })}</div></div>}
            <PlainTable class="lpage-results" label={t('lpage.exp.results')} head={[{ label: t('lpage.variant') }, ...['share', 'exposed', 'converted', 'rate'].map((key) => ({ label: t(`lpage.exp.${key}`), right: true })), { label: t('lpage.exp.interval'), style: 'min-width:180px' }]}
              rows={result.variants.map((each) => ({
                key: each.key, cells: [
                  <strong>{t('lpage.variantName', { name: each.key })}</strong>, percent(each.share), number(each.exposed), number(each.converted),
                  <Rate value={each.rate} part={each.converted} n={each.exposed} interval={each.interval} reason={t('lpage.exp.noExposure')} />,
                  each.interval && !result.srm?.flagged ? <div><IntervalBar low={each.interval[0]} high={each.interval[1]} value={each.rate} most={most} /><span class="muted small num">{percent(each.interval[0])} – {percent(each.interval[1])}</span></div> : <span class="muted">—</span>,
                ],
              }))} />
            {verdict(result)}
            <p class="muted small">{[result.srm && !result.srm.flagged && result.srm.p !== null && t('lpage.exp.srmFine', { p: Number(result.srm.p).toFixed(3) }), result.excludedMulti > 0 && t('lpage.exp.multi', { n: number(result.excludedMulti) })].filter(Boolean).join(' ')}</p>
          </div>
        </section>
      );
    };
    return () => (
      <div class="stack">
        <section class="card"><header><h3>{t('lpage.tab.experiment')}</h3><Why title={t('lpage.tab.experiment')} text={t('lpage.exp.how')} /></header>{settings()}</section>
        <Async state={results} kind="rows" count={3}>{(list) => list.map(table)}</Async>
      </div>
    );
  },
});
