// The time range of a page: presets beside a calendar; and the time zone it is read in.
import { defineComponent, ref } from 'vue';
import { QDate, QMenu } from '../lib/quasar.js';
import { t } from '../i18n/index.js';
import { presets, rangeLabel, resolveRange } from '../lib/range.js';
import { parts, timeZone } from '../lib/format.js';
import { prefs } from '../lib/prefs.js';
import { session } from '../session.js';
import { Icon } from './Icon.jsx';
import { SearchBox } from './Fields.jsx';

const slashes = (text) => text.replaceAll('-', '/');
const dashes = (text) => text.replaceAll('/', '-');

/** <TimeRange value="30d" onPick={(text) => …} /> — see lib/range.js for the texts. */
export const TimeRange = defineComponent({
  name: 'TimeRange',
  props: ['value', 'onPick', 'choices'],
  setup(props) {
    const menu = ref(null);
    const pick = (text) => {
      props.onPick(text);
      menu.value?.hide();
    };
    const picked = (value) => {
      if (!value) return;
      const [from, to] = typeof value === 'string' ? [value, value] : [value.from, value.to];
      pick(`${dashes(from)}~${dashes(to)}`);
    };
    return () => {
      const { from, to } = resolveRange(props.value);
      return (
        <button type="button" class="btn">
          <Icon name="calendar" size={16} /><span class="num">{rangeLabel(props.value)}</span><Icon name="down" size={14} />
          <QMenu ref={menu} offset={[0, 6]} maxWidth="94vw" maxHeight="80vh">{() => (
            <div class="range-menu">
              <div class="range-presets">{(props.choices ?? presets).map((preset) => (
                <button key={preset} type="button" class={['chip-option', preset === props.value && 'on']} onClick={() => pick(preset)}>{t(`range.${preset}`)}</button>
              ))}</div>
              <div>
                <QDate range minimal firstDayOfWeek={1} modelValue={from === to ? slashes(from) : { from: slashes(from), to: slashes(to) }} onUpdate:modelValue={picked} />
                <p class="muted small range-zone">{t('range.inZone', { zone: zoneName(timeZone()) })}</p>
              </div>
            </div>
          )}</QMenu>
        </button>
      );
    };
  },
});

/** Asia/Shanghai → GMT+8 Asia/Shanghai */
export function zoneName(zone) {
  const name = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'shortOffset' })
    .formatToParts(new Date()).find((part) => part.type === 'timeZoneName')?.value;
  return zone === 'UTC' ? 'UTC' : `${zone.replaceAll('_', ' ')} (${name})`;
}

export const zoneOffset = (zone) => zoneName(zone).replace(/.*\(|\)/g, '');

let allZones = null;
export function zones() {
  allZones ??= [...new Set(['UTC', 'Asia/Shanghai', 'Asia/Hong_Kong', 'Asia/Taipei', 'Asia/Singapore', ...(Intl.supportedValuesOf?.('timeZone') ?? [])])];
  return allZones;
}

/** The list of time zones with a search box; `clear` offers the deployment's own. */
export const TimeZoneList = defineComponent({
  name: 'TimeZoneList',
  props: ['value', 'onPick'],
  setup(props) {
    const needle = ref('');
    return () => {
      const wanted = needle.value.toLowerCase().replaceAll(' ', '_');
      const found = zones().filter((zone) => zone.toLowerCase().includes(wanted)).slice(0, 60);
      return (
        <div class="zone-menu">
          <SearchBox placeholder={t('zone.search')} wait={0} modelValue={needle.value} onUpdate:modelValue={(text) => { needle.value = text; }} />
          <div class="zone-list">
            {!needle.value && <button type="button" class={['chip-option', props.value === null && 'on']} onClick={() => props.onPick(null)}>
              <span class="grow">{t('zone.deployment', { zone: session.deployment?.timeZone ?? '' })}</span></button>}
            {found.map((zone) => <button key={zone} type="button" class={['chip-option', zone === props.value && 'on']} onClick={() => props.onPick(zone)}><span class="grow ellipsis">{zoneName(zone)}</span></button>)}
          </div>
        </div>
      );
    };
  },
});

/** The small switch in the top bar: the time zone all times are shown in. */
export const TimeZoneSwitch = defineComponent({
  name: 'TimeZoneSwitch',
  setup() {
    const menu = ref(null);
    return () => (
      <button type="button" class="btn quiet zone-switch" title={zoneName(timeZone())} aria-label={t('zone.title')}>
        <Icon name="clock" size={17} /><span class="num small">{zoneOffset(timeZone())}</span>
        <QMenu ref={menu} anchor="bottom right" self="top right" offset={[0, 6]}>{() => (
          <div>
            <p class="zone-now muted small">{t('zone.now', { time: nowText() })}</p>
            <TimeZoneList value={prefs.timeZone} onPick={(zone) => { prefs.timeZone = zone; menu.value?.hide(); }} />
          </div>
        )}</QMenu>
      </button>
    );
  },
});

function nowText() {
  const p = parts(Date.now());
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`;
}
