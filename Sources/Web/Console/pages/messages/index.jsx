// 消息记录: every message to a customer and what became of it; every one that was not sent says why.
import { defineComponent, ref } from 'vue';
import { api } from 'console/api.js';
import { Link, go, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { can } from 'console/session.js';
import { t, tOr } from 'console/i18n/index.js';
import { useLoad, usePages } from 'console/lib/load.js';
import { dateTime, number } from 'console/lib/format.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
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
    const open = ref(null);
    const query = () => ({ state: state.value || undefined, channel: channel.value || undefined, template: template.value || undefined, customer: customer.value || undefined });
    const list = usePages((page, signal) => api.get('/messages', { ...query(), ...page }, { signal }), query);
    const templates = useLoad(async (signal) => (await api.get('/templates', null, { signal })).items);
    const detail = useLoad(async (signal) => (open.value ? api.get(`/messages/${open.value.id}`, null, { signal }) : null), () => open.value?.id);
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
              : <DataTable label={t('nav.messages')} columns={columns()} rows={list.items} loading={list.first.loading} rowKey={(message) => message.id} active={open.value?.id}
                open={(message) => { open.value = message; }} hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}>{{ empty: () => (state.value || channel.value || template.value || customer.value
                  ? <Empty icon="search" title={t('messages.empty')}><Button label={t('customers.clearFilters')} act={() => { setQuery({ state: undefined, channel: undefined, template: undefined, customer: undefined }); }} /></Empty>
                  : <Empty icon="send" title={t('messages.none')} why={t('messages.empty.why')}>{isAvailable('journeys') && can('journeys.read') && <Button kind="primary" icon="nodes" label={t('nav.journeys')} act={() => { go('/journeys'); }} />}</Empty>)  }}</DataTable>}
            <SideDrawer open={Boolean(open.value)} title={open.value?.templateName ?? ''} subtitle={open.value && dateTime(open.value.createdAt, { seconds: true })} close={() => { open.value = null; }}>
              {() => open.value && <Async state={detail} kind="rows" count={5}>{(message) => message && (
                <>
                  <dl class="facts">
                    <dt>{t('messages.state')}</dt><dd>{mark(message)} {why(message)}{message.detail && <div class="muted small">{message.detail}</div>}</dd>
                    <dt>{t('common.customers')}</dt><dd>{person(message)} <span class="muted num">{message.receiver}</span></dd>
                    <dt>{t('templates.account')}</dt><dd>{message.accountName ?? '—'}</dd>
                    <dt>{t('messages.cause')}</dt><dd><code>{message.cause}</code></dd>
                    {message.dueAt && <><dt>{t('messages.due')}</dt><dd class="num">{dateTime(message.dueAt)}</dd></>}
                  </dl>
                  {message.state === 'unknown' && can('messages.write') && <div class="notice warn"><span class="grow">{t('messages.unknownHint')}</span><Button small label={t('messages.wasSent')} act={() => { resolve(message, true); }} /><Button small label={t('messages.wasNotSent')} act={() => { resolve(message, false); }} /></div>}
                  {message.content && <section><h3>{t('messages.content')}</h3><p class="soft" style="white-space:pre-wrap">{message.content}</p></section>}
                  <section><h3>{t('messages.tries')}</h3>{message.tries.length === 0 ? <p class="muted">{t('messages.noTries')}</p>
                    : <div class="scroll-x"><table class="plain"><tbody>{message.tries.map((attempt) => <tr key={attempt.at}><td class="num nowrap">{dateTime(attempt.at, { seconds: true })}</td><td>{tOr(`messages.state.${attempt.state}`, attempt.state)}</td><td class="muted small"><code>{attempt.code}</code> {attempt.text}</td></tr>)}</tbody></table></div>}</section>
                </>
              )}</Async>}
            </SideDrawer>
          </>
        ),
      }}</Page>
    );
  },
});
