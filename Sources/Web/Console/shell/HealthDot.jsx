// The live health dot: green, or the reason.
import { defineComponent } from 'vue';
import { QMenu } from '../lib/quasar.js';
import { api } from '../api.js';
import { useLoad, usePolling } from '../lib/load.js';
import { Link, isAvailable } from '../router.jsx';
import { can } from '../session.js';
import { t } from '../i18n/index.js';
import { checkWords } from '../lib/words.js';
import { duration, number } from '../lib/format.js';

export const tones = { ok: 'good', degraded: 'warn', down: 'bad' };

/** The checks as a list: fine ones by name, others with what to do. */
export const Checks = ({ checks }) => (
  <ul class="checks">{checks.map((check) => {
    const words = checkWords(check);
    return (
      <li key={check.name}><span class={['dot', tones[check.status]]} />
        <div><div>{words.name} {check.status !== 'ok' && <span class={['small', tones[check.status]]}>{t(`health.${check.status}`)}</span>}</div>
          {words.todo && <div class="small soft">{words.todo}</div>}{words.detail && <div class="small muted">{words.detail}</div>}</div></li>
    );
  })}</ul>
);
Checks.props = ['checks'];

export const HealthDot = defineComponent({
  name: 'HealthDot',
  setup() {
    const health = useLoad((signal) => api.get('/health', null, { signal }));
    usePolling(() => health.reload(), 20);
    return () => {
      if (health.error?.status === 403) return null;
      const status = health.error ? 'down' : health.data?.status;
      const checks = health.data?.checks ?? [];
      return (
        <button type="button" class="btn quiet health" aria-label={[t('health.title'), health.error ? t('health.unreachable') : t(`health.is.${status ?? 'unknown'}`)].join(' · ')}>
          <span class={['dot', tones[status]]} />
          {status && status !== 'ok' && <span class={['small only-wide', tones[status]]}>{t(`health.${status}`)}</span>}
          <QMenu anchor="bottom right" self="top right" offset={[0, 6]}>{() => (
            <div class="health-menu">
              <h3 class={tones[status]}>{health.error ? t('health.unreachable') : t(`health.is.${status ?? 'unknown'}`)}</h3>
              <Checks checks={checks} />
              {health.data?.projection && <p class="muted small num">{t('health.line', { lag: duration(health.data.projection.lagMs), rate: number(Math.round(health.data.projection.eventsPerSecond)) })}</p>}
              {isAvailable('ledger') && can('sources.read') && <Link to="/ledger">{t('health.more')}</Link>}
            </div>
          )}</QMenu>
        </button>
      );
    };
  },
});
