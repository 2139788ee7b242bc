// 行为时间轴: everything on all channels, newest first; days, and the visits within them.
import { computed, defineComponent, inject, reactive } from 'vue';
import { QTooltip } from 'console/lib/quasar.js';
import { api } from 'console/api.js';
import { Link, useQuery } from 'console/router.jsx';
import { displayName, t } from 'console/i18n/index.js';
import { usePages } from 'console/lib/load.js';
import { ago, clock, date, dateTime, duration, intervalTitle, money, number } from 'console/lib/format.js';
import { propertyName, sourceText } from 'console/lib/words.js';
import { originName } from 'console/lib/names.js';
import { isOwn, outcomeLinks, outcomePropertyName, outcomeValue, outcomeWords, tells } from 'console/lib/outcomes.js';
import { channelName, Channel } from 'console/parts/Status.jsx';
import { ChannelIcon } from 'console/parts/Person.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { Empty, Failed, Skeleton } from 'console/parts/States.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Json } from 'console/parts/Json.jsx';
import { More } from 'console/parts/More.jsx';
import { TopEvents } from './Activity.jsx';
import { useEventNames } from './names.js';

const telling = ['product_name', 'name', '$title', 'title', '$path', 'path', 'keyword', 'query', 'category', 'sku', 'product_id', 'order_id', 'city', 'campaign', '$origin'];
const isScalar = (value) => value !== null && value !== undefined && typeof value !== 'object' && value !== '';

/** The two or three properties that say most. */
function highlights(properties) {
  const found = telling.filter((name) => isScalar(properties[name]));
  const others = Object.keys(properties).filter((name) => !name.startsWith('$') && !/(_id|session|uuid|version|^lib|token|hash)$/i.test(name) && !found.includes(name) && isScalar(properties[name]) && String(properties[name]).length < 40);
  return [...found, ...others].slice(0, 3).map((name) => ({ name, value: name === '$origin' ? originName(properties[name]) : String(properties[name]) }));
}
const amount = (properties) => (Number.isFinite(properties.$amount_fen) && properties.$amount_fen !== 0 ? money(properties.$amount_fen) : null);

/** Days, newest first; in each the visits: events that follow each other in one session. */
function grouped(events) {
  const days = [];
  for (const event of events) {
    const day = date(event.time);
    if (days.at(-1)?.day !== day) days.push({ day, time: event.time, visits: [], count: 0 });
    const today = days.at(-1);
    today.count += 1;
    const visit = today.visits.at(-1);
    if (visit && visit.session === event.session && visit.channel === event.channel) visit.events.push(event);
    else today.visits.push({ key: event.id, session: event.session, channel: event.channel, events: [event] });
  }
  return days;
}

const Properties = ({ event, customer }) => {
  const own = isOwn(event);
  const entries = Object.entries(event.properties ?? {}).filter(([name, value]) => !own || tells(event, name, value));
  const label = own ? outcomePropertyName : propertyName;
  const words = (name, value) => (own ? outcomeValue(event, name, value) : undefined);
  const links = own ? outcomeLinks(event, customer) : [];
  return (
    <div class="event-detail">
      {entries.length === 0 ? <p class="muted small">{t('timeline.noProperties')}</p> : (
        <dl class="facts small">{entries.flatMap(([name, value]) => [
          <dt key={name}>{label(name)}{!own && label(name) !== name && <code class="event-code">{name}</code>}</dt>,
          <dd key={`${name}=`}>{words(name, value) !== undefined ? words(name, value) : name === '$amount_fen' ? money(value) : value !== null && typeof value === 'object' ? <Json value={value} /> : <span class="num">{String(value)}</span>}</dd>,
        ])}</dl>
      )}
      {links.length > 0 && <div class="row wrap small event-links">{links.map((link) => <Link key={link.label} to={link.to} query={link.query}>{link.label}</Link>)}</div>}
      <div class="event-foot muted small row wrap">
        <code>{event.name}</code><span>{sourceText(event.sourceName)}</span>
        <span class="num">{t('timeline.received', { time: dateTime(event.receivedAt, { seconds: true }) })}</span>
        {event.messageId && <span class="row" style="gap:2px">{t('timeline.messageId')}<Copy text={event.messageId} /></span>}
        <span class="row" style="gap:2px">JSON<Copy text={JSON.stringify(event, null, 2)} /></span>
      </div>
    </div>
  );
};
Properties.props = ['event', 'customer'];

export const Timeline = defineComponent({
  name: 'CustomerTimeline',
  setup() {
    const page = inject('customer');
    const names = useEventNames();
    const event = useQuery('event', '');
    const channel = useQuery('channel', '');
    const opened = reactive(new Set());
    const list = usePages(async ({ limit, after }, signal) => {
      const answer = await api.get(`${page.path}/timeline`, { limit, before: after, event: event.value, channel: channel.value }, { signal });
      return { items: answer.events, next: answer.next };
    }, () => [event.value, channel.value]);
    const days = computed(() => grouped(list.items));
    const toggle = (id) => (opened.has(id) ? opened.delete(id) : opened.add(id));

    const row = (each) => {
      const properties = each.properties ?? {};
      const isOpen = opened.has(each.id);
      return (
        <li key={each.id} class={['event', isOpen && 'open']}>
          <button type="button" class="event-row" aria-expanded={String(isOpen)} onClick={() => toggle(each.id)}>
            <span class="event-time num muted">{clock(each.time)}</span>
            <ChannelIcon name={each.channel} size={26} />
            <span class="event-what">
              <span class="event-name">{displayName(each)}</span>
              {amount(properties) && <span class="event-amount num">{amount(properties)}</span>}
              {isOwn(each) ? outcomeWords(each).map((words) => <span key={words} class="event-property ellipsis" title={words}>{words}</span>) : highlights(properties).map(({ name, value }) => <span key={name} class="event-property ellipsis" title={`${propertyName(name)}: ${value}`}>{value}</span>)}
            </span>
            <span class="event-source muted small ellipsis">{sourceText(each.sourceName)}</span>
            <Icon name={isOpen ? 'up' : 'down'} size={14} class="muted" />
          </button>
          {isOpen && <Properties event={each} customer={page.data?.id} />}
        </li>
      );
    };
    // What happened behind the scenes and what was sent is no visit of the customer.
    const isVisit = (each) => each.events.length > 1 && !['server', 'sms', 'email'].includes(each.channel);
    const visit = (each) => {
      const [last, first] = [each.events[0], each.events.at(-1)];
      return (
        <li key={each.key} class={['visit', isVisit(each) && 'many']}>
          {isVisit(each) && (
            <div class="visit-head small muted"><span class="visit-mark" />
              <Channel name={each.channel} /><span class="num">{clock(first.time).slice(0, 5)} – {clock(last.time).slice(0, 5)}</span>
              <span class="num">{t('timeline.visit', { n: number(each.events.length), time: duration(Math.max(1000, new Date(last.time) - new Date(first.time))) })}</span></div>
          )}
          <ol>{each.events.map(row)}</ol>
        </li>
      );
    };
    const options = {
      event: () => (page.activity.data?.byEvent ?? []).filter((each) => !each.key.startsWith('$other')).map((each) => ({ value: each.key, label: displayName(names.value.get(each.key) ?? { name: each.key }), count: number(each.events) })),
      channel: () => (page.data?.channels ?? []).map((value) => ({ value, label: channelName(value), count: number(page.activity.data?.byChannel.find((each) => each.key === value)?.events ?? 0) })),
    };
    return () => (
      <section class="card timeline" aria-label={t('customer.tab.timeline')}>
        <header class="timeline-head">
          <h3>{t('customer.tab.timeline')}</h3>
          <span class="grow" />
          <FilterChip label={t('common.event')} value={event.value} text={event.value && displayName(names.value.get(event.value) ?? { name: event.value })} options={options.event()} onPick={(value) => { event.value = value; }} />
          <FilterChip label={t('common.channel')} value={channel.value} text={channel.value && channelName(channel.value)} options={options.channel()} onPick={(value) => { channel.value = value; }} />
          <Button small kind="quiet" icon="refresh" hint={t('common.reload')} act={() => list.first.reload()} />
        </header>
        <TopEvents value={event.value} />
        {list.first.error ? <Failed error={list.first.error} retry={list.first.reload} />
          : !list.first.data ? <Skeleton count={8} />
            : list.items.length === 0 ? (
              <Empty icon="clock" title={event.value || channel.value ? t('timeline.noneSuch') : t('timeline.empty')} why={event.value || channel.value ? t('timeline.noneSuch.why') : t('timeline.empty.why')}>
                {(event.value || channel.value) && <Button label={t('customers.clearFilters')} act={() => { event.value = ''; channel.value = ''; }} />}
              </Empty>
            ) : (
              <div class={list.first.loading && 'refreshing'}>
                {days.value.map((day) => (
                  <section key={day.day} class="timeline-day">
                    <h4><span class="num">{intervalTitle(day.time, 'day')}</span><span class="muted small">{ago(day.time)}<QTooltip delay={300}>{dateTime(day.time)}</QTooltip></span><span class="grow" /><span class="muted small num">{t('timeline.events', { n: number(day.count) })}</span></h4>
                    <ol>{day.visits.map(visit)}</ol>
                  </section>
                ))}
                <More list={list} />
                {!list.hasMore && <p class="timeline-end muted small">{event.value || channel.value ? t('timeline.endFiltered') : t('timeline.end')}</p>}
              </div>
            )}
      </section>
    );
  },
});
