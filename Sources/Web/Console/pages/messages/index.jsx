// 消息记录: every message to a customer and what became of it; every one that was not sent says why.
import { defineComponent } from 'vue';
import { api } from 'console/api.js';
import { Link, go, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { can } from 'console/session.js';
import { t, tOr } from 'console/i18n/index.js';
import { useLoad, usePages } from 'console/lib/load.js';
import { dateTime, number } from 'console/lib/format.js';
import { nameOf } from 'console/lib/names.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { PlainTable } from 'console/parts/PlainTable.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, Empty, Failed } from 'console/parts/States.jsx';
import { confirm, toast } from 'console/parts/dialogs.jsx';

const states = ['queued', 'deferred', 'sending', 'accepted', 'delivered', 'failed', 'unknown', 'not_sent'];
const tones = { accepted: 'good', delivered: 'good', failed: 'bad', unknown: 'warn', not_sent: 'warn', deferred: 'info' };

export default defineComponent({
  name: 'MessagesPage',
  setup() {
    const state = useQuery('state', '');
    const channel = useQuery('channel', '');
    const template = useQuery('template', '');
    const customer = useQuery('customer', '');
    const open = useQuery('message', '', { replace: false });
    const query = () => ({ state: state.value || undefined, channel: channel.value || undefined, template: template.value || undefined, customer: customer.value || undefined });
    const list = usePages((page, signal) => api.get('/messages', { ...query(), ...page }, { signal }), query);
    const templates = useLoad(async (signal) => (await api.get('/templates', null, { signal })).items);
    const detail = useLoad(async (signal) => (open.value ? api.get(`/messages/${open.value}`, null, { signal }) : null), () => open.value);
    const called = (message) => message.customerName ?? t('customer.number', { n: message.customer });
    const person = (message) => (message.customer === null ? <span class="muted">{t('messages.erased')}</span>
      : isAvailable('customer') && can('customers.read') ? <Link to={`/customers/${message.customer}`}>{called(message)}</Link> : called(message));
    const why = (message) => (message.reason ? tOr(`messages.reason.${message.reason}`, message.reason) : '');
    const mark = (message) => <Badge tone={tones[message.state]} dot label={t(`messages.state.${message.state}`)} />;
    const resolve = (message, sent) => confirm({
      title: t(sent ? 'messages.wasSent' : 'messages.wasNotSent'), consequence: t('messages.resolveConsequence'), action: t(sent ? 'messages.wasSent' : 'messages.wasNotSent'),
      act: async () => { await api.post(`/messages/${message.id}/resolve`, { sent }); await list.first.reload(); await detail.reload(); toast(t('common.saved')); },
    });
    const columns = () => [
      { key: 'createdAt', label: t('messages.at'), width: 150, render: (message) => <span class="num nowrap">{dateTime(message.createdAt, { seconds: true })}</span> },
      { key: 'customer', label: t('common.customers'), render: person },
      { key: 'template', label: t('nav.templates'), main: true, render: (message) => <span><strong>{message.templateName ?? `#${message.template}`}</strong>{message.isTest && <> <Badge label={t('messages.isTest')} /></>}</span> },
      { key: 'channel', label: t('common.channel'), render: (message) => (message.channel ? t(`channels.medium.${message.channel}`) : '—') },
      { key: 'state', label: t('messages.state'), render: mark },
      { key: 'reason', label: t('messages.why'), render: (message) => <span class="soft ellipsis" title={message.detail}>{why(message) || '—'}</span> },
    ];
    const counts = () => list.first.data?.counts ?? {};
    /** "journey:1/run:33/node:sms" → the journey, with the way to the run. */
    const causeOf = (cause) => {
      const [, journey, run] = /^journey:(\d+)\/run:(\d+)/.exec(cause ?? '') ?? [];
      if (!journey) return /^test:/.test(cause ?? '') ? t('messages.isTest') : cause ? <code>{cause}</code> : '—';
      const name = nameOf('journey', Number(journey)) ?? t('nav.journey');
      return <>{name} {isAvailable('journey') && can('journeys.read') ? <Link to={`/journeys/${journey}`} query={{ tab: 'runs', run }}>{t('journey.run.title', { n: run })}</Link> : t('journey.run.title', { n: run })}</>;
    };
    return () => (
      <Page title={t('nav.messages')} purpose={t('messages.purpose')}>{{
        filters: () => [
          <FilterChip label={t('messages.state')} value={state.value} options={states.map((value) => ({ value, label: counts()[value] ? `${t(`messages.state.${value}`)} (${number(counts()[value])})` : t(`messages.state.${value}`) }))} onPick={(value) => { state.value = value; }} />,
          <FilterChip label={t('common.channel')} value={channel.value} options={['sms', 'email'].map((value) => ({ value, label: t(`channels.medium.${value}`) }))} onPick={(value) => { channel.value = value; }} />,
          <FilterChip label={t('nav.templates')} value={template.value} options={(templates.data ?? []).map((each) => ({ value: String(each.id), label: each.name }))} onPick={(value) => { template.value = value; }} />,
        ],
        default: () => (
          <>
            {list.first.error ? <Failed error={list.first.error} retry={list.first.reload} />
              : <DataTable label={t('nav.messages')} columns={columns()} rows={list.items} loading={list.first.loading} rowKey={(message) => message.id} active={Number(open.value) || undefined}
                open={(message) => { open.value = String(message.id); }} hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}>{{ empty: () => (state.value || channel.value || template.value || customer.value
                  ? <Empty icon="search" title={t('messages.empty')}><Button label={t('customers.clearFilters')} act={() => { setQuery({ state: undefined, channel: undefined, template: undefined, customer: undefined }); }} /></Empty>
                  : <Empty icon="send" title={t('messages.none')} why={t('messages.empty.why')}>{isAvailable('journeys') && can('journeys.read') && <Button kind="primary" icon="nodes" label={t('nav.journeys')} act={() => { go('/journeys'); }} />}</Empty>)  }}</DataTable>}
            <SideDrawer open={Boolean(open.value)} title={detail.data?.templateName ?? t('nav.messages')} subtitle={detail.data && dateTime(detail.data.createdAt, { seconds: true })} close={() => { setQuery({ message: undefined }); }}>
              {() => open.value && <Async state={detail} kind="rows" count={5}>{(message) => message && (
                <>
                  <dl class="facts">
                    <dt>{t('messages.state')}</dt><dd>{mark(message)} {why(message)}{message.detail && <div class="muted small">{message.detail}</div>}</dd>
                    <dt>{t('common.customers')}</dt><dd>{person(message)} <span class="muted num">{message.receiver}</span></dd>
                    <dt>{t('templates.account')}</dt><dd>{message.accountName ?? '—'}</dd>
                    <dt>{t('messages.cause')}</dt><dd>{causeOf(message.cause)}</dd>
                    {message.dueAt && <><dt>{t('messages.due')}</dt><dd class="num">{dateTime(message.dueAt)}</dd></>}
                  </dl>
                  {message.state === 'unknown' && can('messages.write') && <div class="notice warn"><span class="grow">{t('messages.unknownHint')}</span><Button small label={t('messages.wasSent')} act={() => { resolve(message, true); }} /><Button small label={t('messages.wasNotSent')} act={() => { resolve(message, false); }} /></div>}
                  {message.content && <section><h3>{t('messages.content')}</h3><p class="soft" style="white-space:pre-wrap">{message.content}</p></section>}
                  <section><h3>{t('messages.tries')}</h3>{message.tries.length === 0 ? <p class="muted">{t('messages.noTries')}</p>
                    : <PlainTable label={t('messages.tries')} head={[{ label: t('messages.at') }, { label: t('messages.state') }, { label: '' }]}
                      rows={message.tries.map((attempt) => ({ key: attempt.at, cells: [<span class="num nowrap">{dateTime(attempt.at, { seconds: true })}</span>, tOr(`messages.state.${attempt.state}`, attempt.state), (attempt.code || attempt.text) && <span class="muted small"><code>{attempt.code}</code> {attempt.text}</span>] }))} />}</section>
                </>
              )}</Async>}
            </SideDrawer>
          </>
        ),
      }}</Page>
    );
  },
});
