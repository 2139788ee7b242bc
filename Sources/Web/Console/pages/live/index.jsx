// 实时事件: what arrives right now, and why something was refused.
import { computed, defineComponent, onBeforeUnmount, reactive, shallowRef, triggerRef, watch } from 'vue';
import { api } from 'console/api.js';
import { go, isAvailable, useQuery } from 'console/router.jsx';
import { can } from 'console/session.js';
import { displayName, t, tOr } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { clock, dateTime, number } from 'console/lib/format.js';
import { identifierName, reasonName, sourceText } from 'console/lib/words.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Badge, Channel } from 'console/parts/Status.jsx';
import { Code } from 'console/parts/Code.jsx';
import { Empty } from 'console/parts/States.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Json } from 'console/parts/Json.jsx';
import { SearchBox, Segmented } from 'console/parts/Fields.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';

const KEPT = 400;

export default defineComponent({
  name: 'LivePage',
  setup() {
    const source = useQuery('source', '');
    const verdict = useQuery('show', 'all');
    const needle = useQuery('q', '');
    const sources = useLoad(async (signal) => (await api.get('/sources', null, { signal })).items);
    const dictionary = useLoad(async (signal) => (can('dictionary.read') ? new Map((await api.get('/dictionary/events', { limit: 500 }, { signal })).items.map((entry) => [entry.name, entry])) : new Map()));
    const rows = shallowRef([]);
    const state = reactive({ connected: false, paused: false, waiting: 0, stats: null, open: null, accepted: 0, rejected: 0 });
    let stream = null;
    let held = [];
    let timer = 0;
    let count = 0;

    function take(kind, data) {
      state[kind] += 1;
      held.push({ ...data, kind, key: (count += 1) });
      if (held.length > KEPT) held = held.slice(-KEPT);
      if (state.paused) state.waiting = held.length;
      else timer ||= setTimeout(show, 150); // a fast stream is drawn a few times a second
    }
    function show() {
      timer = 0;
      if (held.length === 0) return;
      rows.value = [...held.reverse(), ...rows.value].slice(0, KEPT);
      held = [];
      state.waiting = 0;
      triggerRef(rows);
    }
    function connect() {
      stream?.close();
      stream = new EventSource(api.address('/live', { source: source.value }));
      stream.onopen = () => { state.connected = true; };
      stream.onerror = () => { state.connected = false; };
      stream.addEventListener('accepted', (event) => take('accepted', JSON.parse(event.data)));
      stream.addEventListener('rejected', (event) => take('rejected', JSON.parse(event.data)));
      stream.addEventListener('stats', (event) => { state.stats = JSON.parse(event.data); });
    }
    watch(source, () => { rows.value = []; held = []; connect(); }, { immediate: true });
    onBeforeUnmount(() => { stream?.close(); clearTimeout(timer); });

    const nameOf = (row) => displayName(dictionary.data?.get(row.name) ?? { name: row.name });
    const sourceNames = computed(() => new Map((sources.data ?? []).map((each) => [String(each.id), sourceText(each.name)])));
    const sourceName = (row) => sourceText(row.sourceName) ?? sourceNames.value.get(String(row.source)) ?? row.source;
    const shown = computed(() => {
      const wanted = needle.value.toLowerCase();
      return rows.value.filter((row) => (verdict.value === 'all' || row.kind === verdict.value)
        && (!wanted || `${row.name ?? ''} ${nameOf(row)} ${row.reason ?? ''} ${(row.identifiers ?? []).map((each) => each.value).join(' ')}`.toLowerCase().includes(wanted)));
    });
    const togglePause = () => {
      state.paused = !state.paused;
      if (!state.paused) show();
    };

    const line = (row) => (
      <li key={row.key} class={['live-row', row.kind === 'rejected' && 'rejected', state.open?.key === row.key && 'active']} tabindex="0"
        onClick={() => { state.open = row; }} onKeydown={(event) => { if (event.key === 'Enter') state.open = row; }}>
        <span class="num muted live-time">{clock(row.receivedAt ?? row.time)}</span>
        <Icon name={row.kind === 'rejected' ? 'alert' : 'check'} size={16} class={row.kind === 'rejected' ? 'bad' : 'good'} label={t(`live.${row.kind}`)} />
        <span class="live-name ellipsis">{row.kind === 'rejected' ? <span><strong class="bad">{reasonName(row.reason)}</strong> <span class="soft small">{row.detail}</span></span> : <strong>{nameOf(row)}</strong>}</span>
        <span class="live-who ellipsis soft small">{(row.identifiers ?? []).slice(0, 2).map((each) => `${identifierName(each.kind)} ${each.value}`).join(' · ')}</span>
        <span class="live-source ellipsis small">{row.channel && <Channel name={row.channel} />}</span>
        <span class="live-source ellipsis small soft">{sourceName(row)}</span>
      </li>
    );

    const status = () => (state.paused
      ? <Badge tone="warn" dot label={state.waiting ? t('live.pausedNew', { n: number(state.waiting) }) : t('live.paused')} />
      : state.connected ? <Badge tone="good" dot label={t('live.connected')} /> : <Badge tone="bad" dot label={t('live.connecting')} />);

    return () => (
      <Page title={t('nav.live')} purpose={t('live.purpose')}>{{
        actions: () => [status(), <Button icon={state.paused ? 'play' : 'pause'} label={state.paused ? t('live.resume') : t('live.pause')} act={togglePause} />],
        filters: () => [
          <Segmented label={t('live.show')} value={verdict.value} options={['all', 'accepted', 'rejected'].map((value) => ({ value, label: t(`live.${value}`) }))} onPick={(value) => { verdict.value = value; }} />,
          <FilterChip label={t('common.source')} value={source.value} options={(sources.data ?? []).map((each) => ({ value: String(each.id), label: sourceText(each.name) }))} onPick={(value) => { source.value = value; }} />,
          <SearchBox placeholder={t('live.search')} wait={120} modelValue={needle.value} onUpdate:modelValue={(value) => { needle.value = value; }} />,
          <span class="grow" />,
          <span class="muted small num">{state.stats ? t('live.rate', { n: number(state.stats.receivedPerSecond) }) : ''} {t('live.seen', { accepted: number(state.accepted), rejected: number(state.rejected) })}</span>,
        ],
        default: () => (
          <>
            <div class="card">
              {shown.value.length === 0
                ? <Empty icon="pulse" title={rows.value.length ? t('live.noneMatch') : t('live.waiting')} why={rows.value.length ? t('live.noneMatch.why') : t('live.waiting.why')}>
                  {!rows.value.length && isAvailable('sources') && can('sources.read') && <Button icon="plug" label={t('nav.sources')} act={() => { go('/sources'); }} />}
                </Empty>
                : <ul class="live-list" aria-label={t('nav.live')}>{shown.value.slice(0, 200).map(line)}</ul>}
            </div>
            {shown.value.length > 0 && <p class="muted small live-foot">{t('live.sample', { n: KEPT })}</p>}
            <SideDrawer open={Boolean(state.open)} close={() => { state.open = null; }} title={state.open && (state.open.kind === 'rejected' ? t('live.rejectedTitle') : nameOf(state.open))} subtitle={state.open && sourceName(state.open)}>
              {() => state.open && details(state.open, sourceName)}
            </SideDrawer>
          </>
        ),
      }}</Page>
    );
  },
});

function details(row, sourceName) {
  if (row.kind === 'rejected') {
    return [
      <div class="notice bad"><Icon name="alert" /><div><strong>{reasonName(row.reason)}</strong><div class="soft">{row.detail}</div></div></div>,
      <p class="soft">{tOr(`reason.todo.${row.reason}`, t('live.todo'))}</p>,
      <dl class="facts"><dt>{t('live.receivedAt')}</dt><dd class="num">{dateTime(row.receivedAt ?? row.time, { seconds: true })}</dd><dt>{t('common.source')}</dt><dd>{sourceName(row)}</dd><dt>{t('live.code')}</dt><dd><code>{row.reason}</code></dd></dl>,
      row.sample && <Code title={t('live.sampleTitle')} text={typeof row.sample === 'string' ? row.sample : JSON.stringify(row.sample, null, 2)} />,
    ];
  }
  return [
    <dl class="facts">
      <dt>{t('live.eventName')}</dt><dd><code>{row.name}</code></dd>
      <dt>{t('live.time')}</dt><dd class="num">{dateTime(row.time, { seconds: true })}</dd>
      <dt>{t('live.receivedAt')}</dt><dd class="num">{dateTime(row.receivedAt, { seconds: true })}</dd>
      <dt>{t('common.channel')}</dt><dd><Channel name={row.channel} /></dd>
      {(row.identifiers ?? []).flatMap((each) => [<dt>{identifierName(each.kind)}</dt>, <dd class="num">{each.value}</dd>])}
    </dl>,
    <div><h3>{t('live.properties')}</h3><Json value={row.properties ?? {}} /></div>,
  ];
}
