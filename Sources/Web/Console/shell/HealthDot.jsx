// The live health dot: green, or the reason.
import { defineComponent } from 'vue';
import { QMenu } from '../lib/quasar.js';
import { api } from '../api.js';
import { useLoad, usePolling } from '../lib/load.js';
import { Link, isAvailable } from '../router.jsx';
import { t, tOr } from '../i18n/index.js';
import { duration, number } from '../lib/format.js';

export const tones = { ok: 'good', degraded: 'warn', down: 'bad' };

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
        <button type="button" class="btn quiet health" aria-label={t('health.title')}>
          <span class={['dot', tones[status]]} />
          {status && status !== 'ok' && <span class={['small only-wide', tones[status]]}>{t(`health.${status}`)}</span>}
          <QMenu anchor="bottom right" self="top right" offset={[0, 6]}>{() => (
            <div class="health-menu">
              <h3 class={tones[status]}>{health.error ? t('health.unreachable') : t(`health.is.${status ?? 'unknown'}`)}</h3>
              <ul class="stack tight">{checks.map((check) => (
                <li key={check.name}><span class={['dot', tones[check.status]]} /><span><span>{tOr(`check.${check.name}`, check.name)}</span>
                  {check.status !== 'ok' && <><br /><span class="small soft">{check.detail} {check.hint}</span></>}</span></li>
              ))}</ul>
              {health.data?.projection && <p class="muted small num">{t('health.line', { lag: duration(health.data.projection.lagMs), rate: number(Math.round(health.data.projection.eventsPerSecond)) })}</p>}
              {isAvailable('ledger') && <Link to="/ledger">{t('health.more')}</Link>}
            </div>
          )}</QMenu>
        </button>
      );
    };
  },
});
