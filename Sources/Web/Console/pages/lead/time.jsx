// The response clock, and times as people type them.
import { defineComponent, onScopeDispose, ref } from 'vue';
import { t } from 'console/i18n/index.js';
import { ago, dateTime, duration, parts, timeZone } from 'console/lib/format.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Icon } from 'console/parts/Icon.jsx';
import { isOwned } from './words.jsx';

const now = ref(Date.now());
let users = 0;
let timer = 0;

/** The time of now, once a second, shared by all clocks on the page. */
export function useNow() {
  users += 1;
  now.value = Date.now();
  timer ||= setInterval(() => { if (!document.hidden) now.value = Date.now(); }, 1000);
  onScopeDispose(() => {
    users -= 1;
    if (users === 0) { clearInterval(timer); timer = 0; }
  });
  return now;
}

/** How a lead stands with its response limit: { kind: 'waiting' | 'late' | 'done' | 'none', left, share }. */
export function limitState(lead, at) {
  if (lead.repliedAt) return { kind: 'done', took: new Date(lead.repliedAt) - new Date(lead.assignedAt ?? lead.receivedAt) };
  if (lead.state !== 'assigned' || !lead.dueAt) return { kind: 'none' };
  const [begin, due] = [new Date(lead.assignedAt ?? lead.receivedAt).getTime(), new Date(lead.dueAt).getTime()];
  const left = due - at;
  return { kind: left > 0 ? 'waiting' : 'late', left: Math.abs(left), share: Math.min(1, Math.max(0, (at - begin) / Math.max(1, due - begin))) };
}

/** "12:05" under an hour, else in words. */
const countdown = (milliseconds) => {
  if (milliseconds >= 3_600_000) return duration(milliseconds);
  const seconds = Math.floor(milliseconds / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
};

/** The response clock: small beside a lead, or `large` with its bar. */
export const LimitClock = defineComponent({
  name: 'LimitClock',
  props: ['lead', 'large'],
  setup(props) {
    const clock = useNow();
    return () => {
      const { lead } = props;
      const state = limitState(lead, clock.value);
      const large = props.large !== undefined && props.large !== false;
      if (state.kind === 'none') return large ? <p class="muted">{t(lead.state === 'assigned' ? 'lead.limit.noHours' : 'lead.limit.none')}</p> : null;
      if (state.kind === 'done') {
        return large ? <p class="row"><Icon name="check" size={17} class="good" /><span>{t('lead.limit.done', { time: duration(state.took) })}</span></p> : null;
      }
      const tone = state.kind === 'late' ? 'bad' : state.share >= 0.5 ? 'warn' : 'good';
      const text = state.kind === 'late' ? t('lead.limit.late', { time: duration(state.left) }) : t('lead.limit.left', { time: countdown(state.left) });
      const hint = t('lead.limit.due', { time: dateTime(lead.dueAt) });
      if (!large) return <span class={['lead-clock num nowrap', tone]}><Icon name="clock" size={14} />{text}<QTooltip delay={250}>{hint}</QTooltip></span>;
      return (
        <div class={['lead-limit', tone]}>
          <div class="row between"><strong class={['num lead-limit-time', tone]}>{text}</strong><span class="muted small num">{hint}</span></div>
          <div class="lead-limit-track"><span style={`width:${100 * state.share}%`} /><i style="left:50%" /></div>
          <p class="muted small">{t(state.kind === 'late' ? 'lead.limit.lateMeaning' : state.share >= 0.5 ? 'lead.limit.halfMeaning' : 'lead.limit.meaning')}</p>
        </div>
      );
    };
  },
});

/** When the next action is promised: late ones in red. */
export const NextAt = defineComponent({
  name: 'LeadNextAt',
  props: ['lead'],
  setup(props) {
    const clock = useNow();
    return () => {
      const { lead } = props;
      if (!lead.nextAt || !isOwned(lead)) return null;
      const late = new Date(lead.nextAt).getTime() < clock.value;
      return <span class={['lead-clock num nowrap', late ? 'bad' : 'muted']}><Icon name="calendar" size={14} />{t(late ? 'lead.next.late' : 'lead.next.at', { time: late ? ago(lead.nextAt, clock.value) : dayTime(lead.nextAt, clock.value) })}<QTooltip delay={250}>{dateTime(lead.nextAt)}</QTooltip></span>;
    };
  },
});

/** 今天 18:00, 明天 10:00, or 11-30 10:00 */
export function dayTime(value, at = Date.now()) {
  const [p, today, tomorrow] = [parts(value), parts(at), parts(at + 86_400_000)];
  const day = `${p.month}-${p.day}`;
  const time = `${p.hour}:${p.minute}`;
  if (p.year === today.year && day === `${today.month}-${today.day}`) return t('lead.today', { time });
  if (p.year === tomorrow.year && day === `${tomorrow.month}-${tomorrow.day}`) return t('lead.tomorrow', { time });
  return `${p.year === today.year ? '' : `${p.year}-`}${day} ${time}`;
}

/** An instant as a datetime-local field shows it, in the console's time zone. */
export function wallText(value) {
  if (!value) return '';
  const p = parts(value);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

/** What a datetime-local field holds, as an instant of the console's time zone. */
export function instantOf(text) {
  if (!text) return null;
  const wanted = Date.parse(`${text.length === 10 ? `${text}T00:00` : text}:00Z`);
  let found = wanted;
  for (let round = 0; round < 3; round += 1) found += wanted - Date.parse(`${wallText(found)}:00Z`);
  return new Date(found).toISOString();
}

/** A day from now at an hour of the console's time zone. */
export function atHour(days, hour) {
  const p = parts(Date.now() + days * 86_400_000, timeZone());
  return instantOf(`${p.year}-${p.month}-${p.day}T${String(hour).padStart(2, '0')}:00`);
}
