// The feedback log: each conversion with its outcome in words; what can still be undone or must be decided.
import { computed, defineComponent, ref } from 'vue';
import { api } from 'console/api.js';
import { Link, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { can, seesAll } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePages, usePolling } from 'console/lib/load.js';
import { resolveRange } from 'console/lib/range.js';
import { dateTime, money, number } from 'console/lib/format.js';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Json } from 'console/parts/Json.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { Async, Empty, Failed } from 'console/parts/States.jsx';
import { TimeRange } from 'console/parts/TimeRange.jsx';
import { confirm, toast, toastError } from 'console/parts/dialogs.jsx';
import { StateBadge, eventCode, eventName, platformLabel, reasonWords, stageName, stages, states } from './words.jsx';
import { replay } from './replay.jsx';

const groups = { inFlight: 'held,queued,sending,unknown' };

export const Log = defineComponent({
  name: 'FeedbackLog',
  props: ['accounts', 'platforms', 'changed'],
  setup(props) {
    const range = useQuery('range', '30d');
    const account = useQuery('account', '');
    const state = useQuery('state', '');
    const stage = useQuery('stage', '');
    const customer = useQuery('customer', '');
    const open = useQuery('conversion', '', { replace: false });
    const query = () => ({ ...resolveRange(range.value), account: account.value, state: groups[state.value] ?? state.value, stage: stage.value, customer: customer.value });
    const list = usePages((part, signal) => api.get('/media/conversions', { ...query(), ...part }, { signal }), query);
    const one = useLoad(async (signal) => (open.value ? api.get(`/media/conversions/${open.value}`, null, { signal }) : null), () => open.value);
    const now = ref(Date.now());
    usePolling(() => { now.value = Date.now(); if (!list.rest.length) list.first.reload(); }, 20);
    const tick = setInterval(() => { now.value = Date.now(); }, 1000);
    const stop = () => clearInterval(tick);

    const platformOf = (item) => props.platforms.find((each) => each.key === item.platform);
    const refresh = async () => { await Promise.all([list.first.reload(), one.reload(), props.changed()]); };
    const act = async (path, body) => {
      try {
        await api.post(path, body);
        await refresh();
      } catch (error) {
        toastError(error);
      }
    };
    const left = (item) => Math.max(0, Math.round((Date.parse(item.dueAt) - now.value) / 1000));
    const undo = (item) => confirm({
      title: t('feedback.undoTitle', { stage: stageName(item.stage) }), consequence: t('feedback.undoConsequence', { platform: platformLabel(props.platforms, item.platform) }), action: t('feedback.undo'),
      act: async () => { await api.post(`/media/conversions/${item.id}/cancel`); await refresh(); toast(t('feedback.undone')); },
    });
    const waits = (item) => item.state === 'held' && <span class="muted small num"> {t('feedback.sendsIn', { time: left(item) >= 60 ? t('time.minutes', { n: Math.ceil(left(item) / 60) }) : t('time.seconds', { n: left(item) }) })}</span>;
    const called = (item) => item.customerName ?? t('customer.number', { n: item.customer });
    const person = (item) => (item.customer ? (isAvailable('customer') && can('customers.read') ? <Link to={`/customers/${item.customer}`}>{called(item)}</Link> : called(item)) : <span class="muted">—</span>);
    const columns = () => [
      { key: 'occurredAt', label: t('feedback.at'), render: (item) => <span class="num nowrap">{dateTime(item.occurredAt, { seconds: true })}</span> },
      { key: 'stage', label: t('feedback.stage'), main: true, render: (item) => <span><strong>{stageName(item.stage)}</strong> <span class="muted small">→ {eventName(platformOf(item), item.event)} <code>{eventCode(platformOf(item), item.event)}</code></span></span> },
      { key: 'account', label: t('feedback.account'), render: (item) => <span class="ellipsis">{item.accountName ?? platformLabel(props.platforms, item.platform)}</span> },
      { key: 'state', label: t('feedback.outcome'), render: (item) => <span class="row wrap" style="gap:4px 8px"><StateBadge state={item.state} />{waits(item)}{!['ok', 'held'].includes(item.state) && reasonWords(item) && <span class="muted small ellipsis feedback-reason" title={reasonWords(item)}>{reasonWords(item)}</span>}</span> },
      { key: 'customer', label: t('common.customers'), render: person },
      { key: 'amountFen', label: t('feedback.amount'), align: 'right', render: (item) => (item.amountFen === null || item.amountFen === undefined ? '' : money(item.amountFen)) },
      ...(can('media.write') ? [{ key: 'do', label: '', align: 'right', render: (item) => (item.actions?.includes('cancel') ? <Button small icon="undo" label={t('feedback.undo')} act={() => { undo(item); }} /> : item.actions?.includes('resolve') ? <Button small label={t('feedback.decide')} act={() => { show(item); }} /> : '') }] : []),
    ];
    const show = (item) => setQuery({ conversion: String(item.id) }, { replace: false });
    const bulk = async () => { if (await replay({ accounts: props.accounts, account: Number(account.value) || null, range: range.value })) await refresh(); };

    const click = (item) => (item.clickId ? { id: item.clickId, at: item.clickAt } : null);
    const details = (item) => (
      <>
        <div class="row wrap"><StateBadge state={item.state} />{waits(item)}</div>
        {reasonWords(item) && <div class={['notice', item.state === 'ok' ? 'good' : item.state === 'rejected' || item.state === 'expired' ? 'bad' : item.state === 'unknown' ? 'warn' : '']}><Icon name="info" /><div><strong>{t('common.why')}</strong> {reasonWords(item)}</div></div>}
        {can('media.write') && item.actions?.length > 0 && (
          <div class="row wrap">
            {item.actions.includes('cancel') && <Button icon="undo" label={t('feedback.undo')} act={() => { undo(item); }} />}
            {item.actions.includes('replay') && <Button icon="refresh" label={t('feedback.again')} act={() => act('/media/conversions/replay', { ids: [item.id], states: ['rejected', 'expired'] })} />}
            {item.actions.includes('resolve') && <>
              <Button icon="check" label={t('feedback.resolve.received')} act={() => act(`/media/conversions/${item.id}/resolve`, { outcome: 'received' })} />
              <Button label={t('feedback.resolve.not_received')} act={() => act(`/media/conversions/${item.id}/resolve`, { outcome: 'not_received' })} />
              <Button icon="refresh" label={t('feedback.resolve.resend')} act={() => { confirm({ title: t('feedback.resolve.resend'), consequence: t('feedback.resolve.resendConsequence'), action: t('feedback.resolve.resend'), danger: true, act: async () => { await api.post(`/media/conversions/${item.id}/resolve`, { outcome: 'resend' }); await refresh(); } }); }} />
            </>}
          </div>
        )}
        <dl class="facts">
          <dt>{t('feedback.stage')}</dt><dd>{stageName(item.stage)}</dd>
          <dt>{t('feedback.event')}</dt><dd>{eventName(platformOf(item), item.event)} <code class="muted small">{eventCode(platformOf(item), item.event)}</code></dd>
          <dt>{t('feedback.account')}</dt><dd>{item.accountName} <span class="muted">{platformLabel(props.platforms, item.platform)}</span></dd>
          <dt>{t('common.customers')}</dt><dd>{person(item)}</dd>
          <dt>{t('feedback.occurred')}</dt><dd class="num">{dateTime(item.occurredAt, { seconds: true })}</dd>
          <dt>{t('feedback.sentAt')}</dt><dd class="num">{item.sentAt ? dateTime(item.sentAt, { seconds: true }) : <span class="muted">{t('feedback.notSent')}</span>}</dd>
          {(item.match || !click(item)) && <><dt>{t('feedback.match')}</dt><dd>{t(`feedback.match.${item.match ?? 'none'}`)}</dd></>}
          {click(item) && <><dt>{t('links.clickId')}</dt><dd><code>{click(item).id}</code>{click(item).at && <span class="muted small num"> {dateTime(click(item).at, { seconds: true })}</span>}</dd></>}
          {item.amountFen !== null && item.amountFen !== undefined && <><dt>{t('feedback.amount')}</dt><dd class="num">{money(item.amountFen)}</dd></>}
          <dt>{t('feedback.identifiersSent')}</dt><dd>{t(item.identifiers ? 'feedback.identifiersYes' : 'feedback.identifiersNo')}</dd>
          <dt>{t('feedback.attempts')}</dt><dd class="num">{number(item.attempts ?? 0)}</dd>
          <dt>{t('feedback.outerId')}</dt><dd><code>{item.outerId}</code></dd>
          <dt>{t('feedback.mappingVersion')}</dt><dd>{t('lpage.ver.name', { n: item.mappingVersion })}</dd>
        </dl>
        {item.request && <section><h3>{t('feedback.sentBody')}</h3><Json value={item.request} /></section>}
        {item.response && <section><h3>{t('feedback.answer')}</h3><pre class="feedback-response">{item.response}</pre></section>}
      </>
    );
    const isFiltered = computed(() => Boolean(account.value || state.value || stage.value || customer.value));
    return { stop, list, range, account, state, stage, customer, open, one, columns, show, bulk, details, isFiltered, props };
  },
  unmounted() { this.stop(); },
  render() {
    const page = this;
    return (
      <div class="stack tight">
        <div class="page-filters" style="margin:0">
          <TimeRange value={page.range} onPick={(value) => { page.range = value; }} />
          <FilterChip label={t('feedback.account')} value={page.account} options={page.accounts.map((each) => ({ value: String(each.id), label: each.name }))} onPick={(value) => { page.account = value; }} />
          <FilterChip label={t('feedback.outcome')} value={page.state} options={['inFlight', ...states].map((value) => ({ value, label: value === 'inFlight' ? t('feedback.part.inFlight') : t(`feedback.state.${value}`) }))} onPick={(value) => { page.state = value; }} />
          <FilterChip label={t('feedback.stage')} value={page.stage} options={stages.map((value) => ({ value, label: stageName(value) }))} onPick={(value) => { page.stage = value; }} />
          {page.customer && <FilterChip label={t('common.customers')} value={page.customer} text={page.customer} onPick={() => { page.customer = ''; }} />}
          <span class="grow" />
          {can('media.write') && seesAll() && <Button small icon="refresh" label={t('feedback.replay')} act={() => { page.bulk(); }} />}
        </div>
        {page.list.first.error && !page.list.first.data ? <Failed error={page.list.first.error} retry={page.list.first.reload} />
          : <DataTable label={t('feedback.log')} columns={page.columns()} rows={page.list.items} loading={page.list.first.loading && !page.list.first.data} rowKey={(item) => item.id} active={Number(page.open) || undefined} open={page.show}
            hasMore={page.list.hasMore} more={page.list.more} loadingMore={page.list.loadingMore}>{{
              empty: () => (page.isFiltered
                ? <Empty icon="search" title={t('common.nothingFound')}><Button label={t('customers.clearFilters')} act={() => { setQuery({ account: undefined, state: undefined, stage: undefined, customer: undefined }); }} /></Empty>
                : <Empty icon="send" title={t('feedback.logEmpty')} why={t('feedback.logEmpty.why')}>{page.accounts.length === 0 && <Button kind="primary" label={t('feedback.tabs.accounts')} act={() => { setQuery({ tab: undefined }); }} />}</Empty>),
            }}</DataTable>}
        <SideDrawer open={Boolean(page.open)} title={page.one.data ? stageName(page.one.data.stage) : t('feedback.log')} subtitle={page.one.data && dateTime(page.one.data.occurredAt, { seconds: true })} width={600} close={() => setQuery({ conversion: undefined })}>
          {() => <Async state={page.one} kind="text" count={8}>{(item) => <div class="stack">{page.details(item)}</div>}</Async>}
        </SideDrawer>
      </div>
    );
  },
});
