// 身份冲突: strong identifiers disagree about who somebody is; the machine never merges these, a person decides.
import { defineComponent, reactive } from 'vue';
import { api } from 'console/api.js';
import { Link, useQuery } from 'console/router.jsx';
import { displayName, t } from 'console/i18n/index.js';
import { useLoad, usePages } from 'console/lib/load.js';
import { ago, dateTime, number } from 'console/lib/format.js';
import { actorName, customerName } from 'console/lib/people.js';
import { identifierName } from 'console/lib/words.js';
import { can } from 'console/session.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Compare, clashes } from 'console/parts/Compare.jsx';
import { Empty, Failed, Skeleton } from 'console/parts/States.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { More } from 'console/parts/More.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Tabs } from 'console/parts/Fields.jsx';
import { Why } from 'console/parts/Why.jsx';
import { confirm, toast } from 'console/parts/dialogs.jsx';
import { useEventNames } from '../customer/names.js';

const named = (identifier) => (identifier ? `${identifierName(identifier.kind)} ${identifier.value}` : t('identity.gone'));

export default defineComponent({
  name: 'ConflictsPage',
  setup() {
    const status = useQuery('status', 'open');
    const names = useEventNames();
    const decided = reactive(new Map());
    const list = usePages((page, signal) => api.get('/conflicts', { status: status.value, ...page, limit: 30 }, { signal }), () => status.value);
    const sources = useLoad(async (signal) => (can('sources.read') ? (await api.get('/sources', null, { signal })).items : []));
    const sourceName = (id) => (sources.data ?? []).find((each) => String(each.id) === String(id))?.name ?? t('actor.source', { id });

    /** What was seen and why it is not simply a merge. */
    const evidence = (conflict) => {
      const { event, source } = conflict.evidence ?? {};
      const kinds = [...clashes(conflict.left, conflict.right)].map((key) => identifierName(key.split('|')[0]));
      return (
        <>
          <p>{t('conflicts.saw', { source: sourceName(source), event: displayName(names.value.get(event) ?? { name: event }), a: named(conflict.left.identifier), b: named(conflict.right.identifier) })}</p>
          <p>{kinds.length ? t('conflicts.but', { kinds: kinds.join(t('conflicts.and')) }) : t('conflicts.butRule')}</p>
          <p class="muted small"><span class="num">{t('conflicts.times', { n: number(conflict.seen), first: dateTime(conflict.createdAt), last: dateTime(conflict.lastSeen) })}</span></p>
        </>
      );
    };
    const decide = (conflict, decision) => confirm({
      title: t(`conflicts.${decision}.title`, { a: customerName(conflict.left), b: customerName(conflict.right) }),
      consequence: t(`conflicts.${decision}.consequence`, { a: customerName(conflict.left), b: customerName(conflict.right) }),
      action: t(`conflicts.${decision}`), reason: true,
      act: async (reason) => {
        decided.set(conflict.id, await api.post(`/conflicts/${conflict.id}/decision`, { decision, reason }));
        toast(t(`conflicts.${decision}.done`));
      },
    });
    const card = (given) => {
      const conflict = decided.get(given.id) ?? given;
      const isOpen = conflict.status === 'open';
      return (
        <article key={conflict.id} class="card conflict">
          <header>
            <Icon name="warning" size={17} class={isOpen ? 'warn' : 'muted'} />
            <h3 class="ellipsis">{t('conflicts.title', { a: customerName(conflict.left), b: customerName(conflict.right) })}</h3>
            <Why title={t('conflicts.whyTitle')}>{evidence(conflict)}</Why>
            <span class="grow" />
            <span class="muted small nowrap" title={dateTime(conflict.createdAt)}>{ago(conflict.createdAt)}</span>
            {!isOpen && <Badge tone={conflict.decision === 'merge' ? 'accent' : ''} label={t(`conflicts.${conflict.decision}.done`)} />}
          </header>
          <div class="body stack">
            <div class="conflict-evidence">{evidence(conflict)}</div>
            <Compare left={conflict.left} right={conflict.right} marks={[conflict.left.identifier, conflict.right.identifier]} />
            {isOpen ? (
              <div class="row wrap conflict-actions">
                <span class="muted small grow">{t('conflicts.help')}</span>
                <Button icon="split" label={t('conflicts.keep_apart')} act={() => { decide(conflict, 'keep_apart'); }} />
                <Button kind="primary" icon="merge" label={t('conflicts.merge')} act={() => { decide(conflict, 'merge'); }} />
              </div>
            ) : (
              <div class="notice"><Icon name={conflict.decision === 'merge' ? 'merge' : 'split'} /><div class="grow">
                {t(`conflicts.${conflict.decision}.by`, { who: actorName(conflict.decidedBy), time: dateTime(conflict.decidedAt) })}
                {conflict.reason && <div class="small soft">{t('identity.words', { words: conflict.reason })}</div>}
                <div class="small muted">{t(`conflicts.${conflict.decision}.undo`)}</div>
              </div>{conflict.decision === 'merge' && <Link to={`/customers/${conflict.left.id}`} query={{ tab: 'identity' }} class="nowrap">{t('customers.openProfile')}</Link>}</div>
            )}
          </div>
        </article>
      );
    };
    return () => (
      <Page title={t('nav.conflicts')} purpose={t('conflicts.purpose')}>
        <div class="stack conflicts">
          <Tabs value={status.value} options={['open', 'decided'].map((value) => ({ value, label: t(`conflicts.tab.${value}`), count: value === status.value && list.first.data && !list.hasMore ? number(list.items.length) : undefined }))} onPick={(value) => { decided.clear(); status.value = value; }} />
          {list.first.error ? <div class="card"><Failed error={list.first.error} retry={list.first.reload} /></div>
            : !list.first.data ? <div class="card"><Skeleton count={5} /></div>
              : list.items.length === 0 ? <div class="card"><Empty icon="check" title={t(`conflicts.empty.${status.value}`)} why={t('conflicts.empty.why')} /></div>
                : [...list.items.map(card), <More list={list} />]}
        </div>
      </Page>
    );
  },
});
