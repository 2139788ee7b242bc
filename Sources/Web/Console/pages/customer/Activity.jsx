// How active the customer was: events per day, by channel, and which events.
import { computed, defineComponent, inject, ref } from 'vue';
import { setQuery } from 'console/router.jsx';
import { displayName, t } from 'console/i18n/index.js';
import { number } from 'console/lib/format.js';
import { Chart } from 'console/parts/Chart.jsx';
import { Segmented } from 'console/parts/Fields.jsx';
import { useEventNames } from './names.js';

export const Activity = defineComponent({
  name: 'CustomerActivity',
  setup() {
    const page = inject('customer');
    const names = useEventNames();
    const picked = ref(0);
    const spans = [30, 90, 366];
    const span = computed(() => {
      if (picked.value) return picked.value;
      const age = (Date.now() - new Date(page.data.firstSeen ?? Date.now())) / 86_400_000;
      return spans.find((days) => age < days) ?? 366;
    });
    // a day is named by its date; noon keeps it on that date in any time zone
    const chart = computed(() => {
      const answer = page.activity.data;
      if (!answer) return null;
      const days = answer.days.slice(-span.value);
      const from = answer.days.length - days.length;
      const series = (answer.byChannelDay ?? []).map((each) => ({ key: each.key, values: each.values.slice(from) })).filter((each) => each.values.some(Boolean));
      return {
        intervals: days.map((day) => `${day.date.slice(0, 10)}T04:00:00.000Z`),
        series: series.length ? series : [{ key: 'events', label: t('common.event'), values: days.map((day) => day.events) }],
        incomplete: [days.length - 1],
      };
    });
    return () => (
      <Chart title={t('activity.title')} explain={t('activity.meaning')} data={chart.value} interval="day" kind="stack" height={170} name={t('activity.title')}
        loading={page.activity.loading} error={page.activity.error} retry={page.activity.reload} empty={t('activity.none')}>{{
          head: () => <Segmented small label={t('activity.span')} value={span.value} options={spans.map((days) => ({ value: days, label: days === 366 ? t('activity.year') : t('range.lastDays', { n: days }) }))} onPick={(value) => { picked.value = value; }} />,
        }}</Chart>
    );
  },
});

/** Which events, most first, as chips that filter the timeline. */
export const TopEvents = defineComponent({
  name: 'CustomerTopEvents',
  props: ['value'],
  setup(props) {
    const page = inject('customer');
    const names = useEventNames();
    return () => {
      const events = (page.activity.data?.byEvent ?? []).filter((each) => !each.key.startsWith('$other')).slice(0, 6);
      return events.length > 1 && (
        <div class="top-events">{events.map((each) => (
          <button key={each.key} type="button" class={['top-event', props.value === each.key && 'on']} onClick={() => setQuery({ event: props.value === each.key ? undefined : each.key })}>
            {displayName(names.value.get(each.key) ?? { name: each.key })}<span class="num muted">{number(each.events)}</span></button>
        ))}</div>
      );
    };
  },
});
