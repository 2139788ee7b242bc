// 统一身份: which identifiers are this person, what links them and why; parts that were merged; what happened before.
import { computed, defineComponent, inject, ref } from 'vue';
import { api } from 'console/api.js';
import { t, tOr } from 'console/i18n/index.js';
import { can } from 'console/session.js';
import { useLoad } from 'console/lib/load.js';
import { date, dateTime, number } from 'console/lib/format.js';
import { actorName, identifierText, inOrder } from 'console/lib/people.js';
import { identifierName, sourceText } from 'console/lib/words.js';
import { Async, Empty } from 'console/parts/States.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Masked, isMasked } from 'console/parts/Masked.jsx';
import { PlainTable } from 'console/parts/PlainTable.jsx';
import { IdentifierChip, identifierIcon } from 'console/parts/Person.jsx';
import { Why } from 'console/parts/Why.jsx';
import { Graph } from './Graph.jsx';
import { counterpart, unbind } from './unbind.jsx';

const tones = { strong: 'accent', medium: 'good', weak: '' };

export const Identity = defineComponent({
  name: 'CustomerIdentity',
  setup() {
    const page = inject('customer');
    const graph = useLoad((signal) => api.get(`${page.path}/graph`, null, { signal }), () => [page.data?.identifiers.length, page.data?.merged.length]);
    const picked = ref(null); // { edge } or { node }
    const nodes = computed(() => new Map((graph.data?.nodes ?? []).map((node) => [node.leaf, node])));
    const sourceNames = computed(() => new Map((graph.data?.edges ?? []).filter((edge) => edge.sourceName).map((edge) => [String(edge.source), edge.sourceName])));
    const named = (leaf) => (nodes.value.has(leaf) ? identifierText(nodes.value.get(leaf)) : t('identity.gone'));

    /** Why two identifiers belong together, in words. */
    const because = (edge) => {
      const who = edge.actor ? actorName(edge.actor, sourceNames.value) : sourceText(edge.sourceName) ?? t('identity.someSource');
      return t(`identity.because.${edge.reason}`, { who });
    };
    const explain = (edge) => (
      <>
        <p>{because(edge)}</p>
        {edge.note && <p class="identity-quote">{t('identity.words', { words: edge.note })}</p>}
        <p class="muted small">{t('identity.linkSince', { time: dateTime(edge.since, { seconds: true }), strength: t(`strength.${edge.strength}`) })} {t(`identity.link.${edge.strength}`)}</p>
      </>
    );
    const panel = () => {
      const { edge, node } = picked.value ?? {};
      if (edge) {
        return (
          <div class="identity-panel">
            <h4>{t('identity.why')}</h4>
            <div class="stack tight"><IdentifierChip identifier={nodes.value.get(edge.a)} /><IdentifierChip identifier={nodes.value.get(edge.b)} /></div>
            {explain(edge)}
          </div>
        );
      }
      if (node) {
        const links = graph.data.edges.filter((each) => each.a === node.leaf || each.b === node.leaf);
        return (
          <div class="identity-panel">
            <h4>{identifierName(node.kind)}</h4>
            <IdentifierChip identifier={node} />
            <p class="small soft">{t(`identity.meaning.${node.strength}`)}</p>
            <p class="muted small">{t('identity.seenSince', { time: dateTime(node.since), source: sourceText(node.sourceName) ?? '—' })}</p>
            <ul class="stack tight small">{links.map((each) => (
              <li key={each.id}><button type="button" class="link" onClick={() => { picked.value = { edge: each }; }}>{t('identity.linkedWith', { other: named(each.a === node.leaf ? each.b : each.a) })}</button></li>))}</ul>
            {can('customers.merge') && graph.data.nodes.length > 1 && <div><Button small icon="split" label={t('identity.unbind')} act={() => { unbind(page, node); }} /></div>}
          </div>
        );
      }
      return (
        <div class="identity-panel muted">
          <p class="small">{t('identity.pick')}</p>
          <ul class="identity-legend small">{['strong', 'medium', 'weak'].map((strength) => (
            <li key={strength}><svg width="34" height="8" aria-hidden="true"><line x1="1" y1="4" x2="33" y2="4" class={['graph-edge', strength]} /></svg>{t('identity.legend', { strength: t(`strength.${strength}`) })} <span class="muted">{t(`identity.link.${strength}`)}</span></li>))}</ul>
        </div>
      );
    };

    const identifiers = () => {
      const shown = page.shown.identifiers;
      return (
        <section class="card">
          <header><h3>{t('identity.identifiers')}</h3><span class="muted num">{number(shown.length)}</span><Why title={t('identity.identifiers')} text={t('identity.strengths')} /></header>
          <PlainTable label={t('identity.identifiers')} head={[...['identity.kind', 'identity.value', 'identity.strength', 'identity.since', 'common.source'].map((key) => ({ label: t(key) })), { label: '', right: true }]}
            rows={inOrder(shown).map((each) => ({
              key: each.kind + each.scope + each.value, cells: [
                <span class="row nowrap"><Icon name={identifierIcon(each.kind)} size={16} class="muted" />{identifierName(each.kind)}{each.scope && <span class="muted small">{each.scope}</span>}</span>,
                <span class="row identity-value" style="gap:2px">
                  <Masked value={each.value} reveal={async () => { const whole = await page.reveal(); return whole ? counterpart(page.data.identifiers, whole.identifiers, each).value : each.value; }} />
                  {!isMasked(each.value) && <Copy text={each.value} />}</span>,
                <Badge tone={tones[each.strength]} label={t(`strength.${each.strength}`)} />,
                <span class="num nowrap" title={dateTime(each.since, { seconds: true })}>{date(each.since)}</span>,
                <span class="nowrap">{sourceText(each.sourceName) ?? <span class="muted">—</span>}</span>,
                can('customers.merge') && shown.length > 1 && <Button small icon="split" label={t('identity.unbind')} act={() => { unbind(page, each); }} />,
              ],
            }))} />
        </section>
      );
    };

    /** The link by which a merged part came here. */
    const mergeOf = (part) => {
      const inside = new Set((graph.data?.nodes ?? []).filter((node) => part.identifiers.some((each) => each.kind === node.kind && each.scope === node.scope && each.value === node.value)).map((node) => node.leaf));
      return (graph.data?.edges ?? []).find((edge) => edge.reason !== 'event' && inside.has(edge.a) !== inside.has(edge.b));
    };
    const merged = () => page.data.merged.length > 0 && (
      <section class="card">
        <header><h3>{t('identity.merged')}</h3><span class="muted num">{number(page.data.merged.length)}</span><Why title={t('identity.merged')} text={t('identity.merged.meaning')} /></header>
        <ul class="identity-merged">{page.data.merged.map((part) => (
          <li key={part.id}>
            <Icon name="merge" size={18} class="muted" />
            <div class="grow stack tight">
              <div class="row wrap"><strong class="num">{t('customer.number', { n: part.number })}</strong><span class="muted small num">{t('identity.mergedAt', { time: dateTime(part.since) })}</span>
                <Why label={t('common.why')} title={t('identity.why')}>{() => (mergeOf(part) ? explain(mergeOf(part)) : <p>{tOr(`identity.mergedBecause.${part.reason}`, t('identity.words', { words: part.reason }))}</p>)}</Why></div>
              <div class="id-chips">{inOrder(part.identifiers).map((each) => <IdentifierChip key={each.kind + each.value} identifier={each} />)}</div>
            </div>
            {can('customers.merge') && part.identifiers.length > 0 && <Button small icon="split" label={t('identity.undoMerge')} act={() => { unbind(page, inOrder(part.identifiers)[0], part); }} />}
          </li>
        ))}</ul>
      </section>
    );

    const history = (data) => (
      <section class="card">
        <header><h3>{t('identity.history')}</h3></header>
        {data.history.length === 0 ? <Empty icon="clock" title={t('identity.noHistory')} why={t('identity.noHistory.why')} /> : (
          <ol class="identity-history">{data.history.slice(0, 100).map((change, at) => {
            const [a, b] = [nodes.value.get(change.a), nodes.value.get(change.b)];
            return (
              <li key={at}>
                <span class={['history-mark', change.action]}><Icon name={{ linked: 'link', merged: 'merge', unbound: 'split' }[change.action]} size={14} /></span>
                <div class="grow">
                  <div class="row wrap" style="gap:6px"><strong>{t(`identity.action.${change.action}`)}</strong>{a ? <IdentifierChip identifier={a} /> : named(change.a)}<span class="muted">{change.action === 'unbound' ? '╱' : '—'}</span>{b ? <IdentifierChip identifier={b} /> : named(change.b)}</div>
                  <p class="muted small">{actorName(change.actor, sourceNames.value)}{change.reason && ` · ${tOr(`identity.reason.${change.reason}`, change.reason)}`} · <span class="num">{dateTime(change.at, { seconds: true })}</span></p>
                </div>
              </li>
            );
          })}</ol>
        )}
      </section>
    );

    return () => (
      <div class="stack">
        <Async state={graph} kind="chart">{(data) => (
          <section class="card">
            <header><h3>{t('identity.graph')}</h3><Why title={t('identity.graph')} text={t('identity.graph.meaning')} /></header>
            <div class="identity-graph">
              <Graph nodes={data.nodes.filter((node) => !node.former)} edges={data.edges} picked={picked.value} pick={(what) => { picked.value = what; }} />
              {panel()}
            </div>
          </section>
        )}</Async>
        {identifiers()}
        {merged()}
        {graph.data && history(graph.data)}
      </div>
    );
  },
});
