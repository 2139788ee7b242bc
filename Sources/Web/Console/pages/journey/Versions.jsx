// What was published, when and by whom, how each version did, what changed in it, and the way back to it.
import { defineComponent, reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { usePages } from 'console/lib/load.js';
import { diffLines, hunks } from 'console/lib/diff.js';
import { actorName } from 'console/lib/people.js';
import { dateTime, number, percent } from 'console/lib/format.js';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { Segmented } from 'console/parts/Fields.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Empty, ErrorNotice, Failed, Skeleton } from 'console/parts/States.jsx';
import { confirm, toast } from 'console/parts/dialogs.jsx';
import { entryWords } from './words.jsx';

const write = (definition) => JSON.stringify(definition ?? {}, null, 2);

const Changes = ({ before, after }) => {
  const lines = diffLines(before, after);
  if (lines.every((line) => line.kind === 'same')) return <p class="muted">{t('journey.ver.same')}</p>;
  const mark = { same: ' ', minus: '−', plus: '+' };
  return (
    <div class="journey-diff mono small" role="table" aria-label={t('journey.ver.changes')}>{hunks(lines).map((line, at) => (line.kind === 'gap'
      ? <div key={at} role="row" class="gap"><span role="cell">{t('journey.ver.gap', { n: number(line.count) })}</span></div>
      : <div key={at} role="row" class={line.kind}><span role="cell" aria-label={line.kind === 'same' ? undefined : t(`journey.ver.${line.kind}`)}>{mark[line.kind]}</span><span role="cell">{line.text}</span></div>))}</div>
  );
};
Changes.props = ['before', 'after'];

export const Versions = defineComponent({
  name: 'JourneyVersions',
  props: ['data', 'draft', 'locked', 'restore'],
  setup(props) {
    const list = usePages((page, signal) => api.get(`/journeys/${props.data.id}/versions`, page, { signal }), () => `${props.data.version}/${props.data.pending}`);
    const seen = reactive({ item: null, against: 'before', definition: null, before: null, error: null });
    const read = async (version) => (version > 0 ? (await api.get(`/journeys/${props.data.id}/versions/${version}`)).definition : {});
    async function show(item) {
      Object.assign(seen, { item, against: item.version > 1 ? 'before' : 'draft', definition: null, before: null, error: null });
      try {
        const [definition, before] = await Promise.all([read(item.version), item.version > 1 ? read(item.version - 1) : null]);
        if (seen.item === item) Object.assign(seen, { definition: write(definition), before: before && write(before) });
      } catch (error) {
        seen.error = error;
      }
    }
    const close = () => { seen.item = null; };
    const restore = (item) => confirm({
      title: t('journey.ver.restoreTitle', { n: item.version }), consequence: t('journey.ver.restoreMeans'), action: t('journey.ver.restore'),
      act: async () => { await props.restore(item.version); close(); toast(t('journey.ver.restored', { n: item.version })); },
    });
    const columns = () => [
      { key: 'version', label: t('journey.run.version'), main: true, render: (item) => <span class="journey-version"><span class="row nowrap"><strong>{t('journey.version', { n: item.version })}</strong>{item.state === 'current' && <Badge tone="good" dot label={t('journey.ver.current')} />}{item.state === 'pending' && <Badge tone="accent" dot label={t('journeys.state.pending')} />}</span><span class="muted small">{entryWords(item.entry)}</span></span> },
      { key: 'at', label: t('journey.ver.at'), render: (item) => <span class="num nowrap">{dateTime(item.publishedAt)}</span> },
      { key: 'by', label: t('journey.ver.by'), render: (item) => <span>{actorName(item.publishedBy)}{item.approvedBy && <span class="muted small"> · {t('journey.ver.approvedBy', { name: actorName(item.approvedBy) })}</span>}</span> },
      ...[['entered', 'journey.count.entered'], ['running', 'journey.total.inside'], ['finished', 'journey.total.ended'], ['sent', 'journey.total.sent']].map(([key, label]) => ({ key, label: t(label), align: 'right', render: (item) => <span class="num">{number(item.counts[key])}</span> })),
      { key: 'goal', label: t('journey.goal'), align: 'right', render: ({ counts }) => <span class="num nowrap">{number(counts.goal)}{counts.entered > 0 && <span class="muted small"> {percent(counts.goal / counts.entered)}</span>}</span> },
    ];
    const drawer = () => {
      const { item, against, definition, before } = seen;
      const options = [...(item.version > 1 ? [{ value: 'before', label: t('journey.ver.before', { n: item.version - 1 }) }] : []), { value: 'draft', label: t('journey.ver.draft') }];
      return (
        <div class="stack">
          {options.length > 1 ? <Segmented label={t('journey.ver.compare')} value={against} options={options} onPick={(value) => { seen.against = value; }} /> : <p class="soft small">{t('journey.ver.draft')}</p>}
          {seen.error ? <ErrorNotice error={seen.error} /> : definition === null ? <Skeleton kind="rows" count={6} />
            : against === 'before' ? <Changes before={before} after={definition} /> : <Changes before={write(props.draft)} after={definition} />}
        </div>
      );
    };
    return () => (
      <>
        {list.first.error ? <Failed error={list.first.error} retry={list.first.reload} />
          : <DataTable label={t('journey.tab.versions')} columns={columns()} rows={list.items} rowKey={(item) => item.version} loading={list.first.loading} hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore} open={show}>{{
            empty: () => <Empty icon="clock" title={t('journey.ver.empty')} why={t('journey.ver.emptyWhy')} />,
          }}</DataTable>}
        <SideDrawer open={Boolean(seen.item)} title={seen.item ? t('journey.version', { n: seen.item.version }) : ''} subtitle={seen.item ? dateTime(seen.item.publishedAt) : ''} width={720} close={close}>{{
          default: () => seen.item && drawer(),
          ...(seen.item && !props.locked ? { actions: () => <Button icon="undo" label={t('journey.ver.restore')} disabled={seen.definition === null || seen.definition === write(props.draft)} act={() => { restore(seen.item); }} /> } : {}),
        }}</SideDrawer>
      </>
    );
  },
});
