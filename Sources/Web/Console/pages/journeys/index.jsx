// 营销自动化: every journey: whether it runs, who comes in, how many are inside and reached the goal.
import { computed, defineComponent, withDirectives } from 'vue';
import { api } from 'console/api.js';
import { go, useQuery } from 'console/router.jsx';
import { mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { actorName } from 'console/lib/people.js';
import { ago, dateTime, number, percent } from 'console/lib/format.js';
import { ClosePopup, QMenu } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { SearchBox } from 'console/parts/Fields.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Empty, Failed } from 'console/parts/States.jsx';
import { toast, toastError } from 'console/parts/dialogs.jsx';
import { StateBadge, entryWords, learn, states } from '../journey/words.jsx';
import { createJourney } from './create.jsx';
import { setState } from './state.jsx';
import { starts } from './starts.js';

export default defineComponent({
  name: 'JourneysPage',
  setup() {
    learn();
    const q = useQuery('q', '');
    const state = useQuery('state', '');
    const list = useLoad(async (signal) => (await api.get('/journeys', null, { signal })).items);
    const waits = (journey) => journey.pending > 0;
    const isIn = (journey, wanted) => journey.state === wanted || (wanted === 'pending' && waits(journey));
    const shown = computed(() => (list.data ?? []).filter((journey) => (!q.value || journey.name.toLowerCase().includes(q.value.toLowerCase())) && (state.value ? isIn(journey, state.value) : journey.state !== 'ended')));
    usePolling(() => list.reload(), 20);
    const { reload } = list;
    const figure = (journey, key) => (journey.version ? <span class="num">{number(journey.counts[key])}</span> : <span class="muted">—</span>);
    const create = async (start) => { const made = await createJourney(start); if (made) go(`/journeys/${made.id}`); };
    const copy = async (journey) => {
      try {
        const { draft } = await api.get(`/journeys/${journey.id}`);
        const made = await api.post('/journeys', { name: t('journeys.copyName', { name: journey.name }).slice(0, 80), draft });
        toast(t('journeys.copied', { name: made.name }));
        go(`/journeys/${made.id}`);
      } catch (error) {
        toastError(error);
      }
    };
    const option = (icon, label, act) => withDirectives(<button type="button" class="chip-option" onClick={act}><Icon name={icon} size={15} />{label}</button>, [[ClosePopup]]);
    const menu = (journey) => mayChange('journeys.write') && (
      <button type="button" class="btn quiet small icon-only" aria-label={t('journeys.menu', { name: journey.name })} onClick={(event) => event.stopPropagation()}><Icon name="more" size={16} />
        <QMenu anchor="bottom right" self="top right">{() => <div class="chip-menu">
          {option('edit', t('journeys.open'), () => go(`/journeys/${journey.id}`))}
          {option('copy', t('journeys.copy'), () => { copy(journey); })}
          {journey.state === 'published' && option('pause', t('journeys.pause'), () => { setState(journey, 'paused', reload); })}
          {journey.state === 'paused' && option('play', t('journeys.resume'), () => { setState(journey, 'published', reload); })}
          {waits(journey) && option('undo', t('journey.withdraw'), () => { setState(journey, 'draft', reload); })}
          {(journey.state === 'published' || journey.state === 'paused') && option('archive', t('journeys.end'), () => { setState(journey, 'ended', reload); })}
        </div>}</QMenu></button>
    );
    const columns = () => [
      { key: 'name', label: t('journeys.name'), main: true, sort: true, value: (journey) => journey.name, render: (journey) => <span class="journeys-name"><strong>{journey.name}</strong><span class="muted small">{entryWords(journey.entry)}</span></span> },
      { key: 'state', label: t('common.status'), sort: true, value: (journey) => states.indexOf(journey.state), render: (journey) => <span class="row wrap journeys-state"><StateBadge state={journey.state} />{journey.version > 0 && <Badge label={t('journey.version', { n: journey.version })} />}{waits(journey) && journey.state !== 'pending' && <Badge tone="accent" dot label={t('journeys.newWaits')} />}{journey.failure && <Badge tone="bad" dot label={t('journeys.fails')} />}</span> },
      ...[['running', 'inside'], ['entered', 'entered'], ['finished', 'ended'], ['sent', 'sent']].map(([key, label]) => ({ key, label: t(`journey.total.${label}`), align: 'right', sort: true, value: (journey) => journey.counts[key], render: (journey) => figure(journey, key) })),
      { key: 'goal', label: t('journey.total.goal'), align: 'right', sort: true, value: (journey) => journey.counts.goal, render: (journey) => <span class="nowrap">{figure(journey, 'goal')}{journey.counts.entered > 0 && journey.hasGoal && <span class="muted small num"> {percent(journey.counts.goal / journey.counts.entered)}</span>}</span> },
      { key: 'updatedAt', label: t('journeys.changed'), sort: true, value: (journey) => journey.updatedAt, render: (journey) => <span class="journeys-changed" title={dateTime(journey.updatedAt, { seconds: true })}>{ago(journey.updatedAt)}{journey.requestedBy && <span class="muted small">{t('journeys.by', { name: actorName(journey.requestedBy) })}</span>}</span> },
      { key: 'act', label: '', align: 'right', width: 44, render: menu },
    ];
    return () => (
      <Page title={t('nav.journeys')} purpose={t('journeys.purpose')} changes="journeys.write">{{
        actions: () => mayChange('journeys.write') && <Button kind="primary" icon="plus" label={t('journeys.new')} act={() => { create(); }} />,
        filters: () => [
          <SearchBox placeholder={t('journeys.search')} wait={0} modelValue={q.value} onUpdate:modelValue={(value) => { q.value = value; }} />,
          <FilterChip label={t('common.status')} value={state.value} options={states.map((value) => ({ value, label: t(`journeys.state.${value}`), count: list.data?.filter((journey) => isIn(journey, value)).length }))} onPick={(value) => { state.value = value; }} />,
        ],
        default: () => (list.error && !list.data ? <Failed error={list.error} retry={list.reload} />
          : <DataTable label={t('nav.journeys')} columns={columns()} rows={shown.value} loading={list.loading && !list.data} rowKey={(journey) => journey.id} open={(journey) => { go(`/journeys/${journey.id}`); }}>{{
            empty: () => (list.data?.length && (q.value || state.value)
              ? <Empty icon="search" title={t('common.nothingFound')}><Button label={t('journeys.showAll')} act={() => { q.value = ''; state.value = ''; }} /></Empty>
              : list.data?.length ? <Empty icon="archive" title={t('journeys.allEnded')}><Button label={t('journeys.state.ended')} act={() => { state.value = 'ended'; }} /></Empty>
                : <Empty icon="nodes" title={t('journeys.empty')} why={t('journeys.emptyWhy')}>{mayChange('journeys.write') && starts.map((each) => <Button key={each.key} icon={each.icon} label={t(`journeys.start.${each.key}`)} act={() => { create(each.key); }} />)}</Empty>),
          }}</DataTable>),
      }}</Page>
    );
  },
});
