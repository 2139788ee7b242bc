// What was published, when and by whom, and how each version did.
import { defineComponent } from 'vue';
import { api } from 'console/api.js';
import { can } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { actorName } from 'console/lib/people.js';
import { dateTime, number, percent } from 'console/lib/format.js';
import { Badge } from 'console/parts/Status.jsx';
import { Async, Empty } from 'console/parts/States.jsx';

const MOST = 20;

export const Versions = defineComponent({
  name: 'JourneyVersions',
  props: ['data'],
  setup(props) {
    const list = useLoad(async (signal) => {
      const top = props.data.version;
      const numbers = [...Array(Math.min(top, MOST)).keys()].map((at) => top - at);
      const read = async (action) => (can('audit.read') ? (await api.get('/audit', { action, limit: 500 }, { signal, quiet: true }).catch(() => ({ items: [] }))).items : []);
      const [published, approved, ...counts] = await Promise.all([read('journey.publish'), read('journey.approve'), ...numbers.map((version) => api.get(`/journeys/${props.data.id}`, { version }, { signal }))]);
      const mine = (entries, version) => entries.find((entry) => entry.target === `journey:${props.data.id}` && String(entry.detail?.version) === String(version) && entry.detail?.state !== 'pending');
      return numbers.map((version, at) => ({ version, counts: counts[at].counts?.journey ?? {}, waiting: Object.values(counts[at].waiting ?? {}).reduce((sum, each) => sum + each, 0), entry: mine(approved, version) ?? mine(published, version), asked: mine(published, version) }));
    }, () => props.data.version);
    return () => (
      <Async state={list} kind="rows" count={4}>{(items) => (items.length === 0
        ? <div class="card"><Empty icon="clock" title={t('journey.ver.empty')} why={t('journey.ver.emptyWhy')} /></div>
        : <div class="card scroll-x"><table class="plain">
          <thead><tr><th>{t('journey.run.version')}</th><th>{t('journey.ver.at')}</th><th>{t('journey.ver.by')}</th><th class="right">{t('journey.count.entered')}</th><th class="right">{t('journey.total.inside')}</th><th class="right">{t('journey.total.ended')}</th><th class="right">{t('journey.goal')}</th></tr></thead>
          <tbody>{items.map((item) => (
            <tr key={item.version}>
              <td><span class="row nowrap"><strong>{t('journey.version', { n: item.version })}</strong>{item.version === props.data.version && <Badge tone="good" dot label={t('journey.ver.current')} />}</span></td>
              <td class="num nowrap">{item.entry ? dateTime(item.entry.at) : <span class="muted">—</span>}</td>
              <td>{item.entry ? (item.asked ?? item.entry).actor.name : item.version === props.data.version ? actorName(props.data.requestedBy) : <span class="muted">—</span>}</td>
              <td class="right num">{number(item.counts.entered ?? 0)}</td><td class="right num">{number(item.waiting)}</td><td class="right num">{number(item.counts.ended ?? 0)}</td>
              <td class="right num">{number(item.counts.goal ?? 0)}{item.counts.entered > 0 && <span class="muted small"> {percent((item.counts.goal ?? 0) / item.counts.entered)}</span>}</td>
            </tr>
          ))}</tbody></table></div>)}</Async>
    );
  },
});
