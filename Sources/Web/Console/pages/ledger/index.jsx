// 收数台账: every event received has exactly one fate; and the state of the parts that handle it.
import { defineComponent } from 'vue';
import { api } from 'console/api.js';
import { Link, go, isAvailable } from 'console/router.jsx';
import { t, tOr } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { bytes, dateTime, duration, number, percent, short } from 'console/lib/format.js';
import { reasonName, sourceText } from 'console/lib/words.js';
import { can, seesAll } from 'console/session.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Async, Empty } from 'console/parts/States.jsx';
import { Bars } from 'console/parts/Status.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Why } from 'console/parts/Why.jsx';
import { QTooltip } from 'console/lib/quasar.js';
import { Checks, tones } from 'console/shell/HealthDot.jsx';

const fates = ['stored', 'duplicate', 'rejected', 'pending'];

export default defineComponent({
  name: 'LedgerPage',
  setup() {
    const ledger = useLoad((signal) => api.get('/ledger', null, { signal }));
    const health = useLoad((signal) => api.get('/health', null, { signal }));
    usePolling(() => { ledger.reload(); health.reload(); }, 5);

    const figure = (name, value, total) => (
      <div class={['ledger-figure', value > 0 && name]}>
        <div class="soft small row" style="gap:3px">{t(`ledger.${name}`)}<Why title={t(`ledger.${name}`)} text={t(`ledger.${name}.meaning`)} /></div>
        <div class="ledger-value num">{short(value)}<QTooltip delay={200}>{number(value)}</QTooltip></div>
        <div class="muted small num">{name === 'received' || !total ? ' ' : percent(value / total)}</div>
      </div>
    );
    const balance = (data) => {
      const isEven = data.received === fates.reduce((sum, fate) => sum + data[fate], 0);
      return (
        <section class="card">
          <div class="ledger-sum">
            {figure('received', data.received)}
            {fates.map((fate, at) => [<span class="ledger-sign muted" aria-hidden="true">{at === 0 ? '=' : '+'}</span>, figure(fate, data[fate], data.received)])}
          </div>
          <footer class="ledger-foot">
            <span class={['row', isEven ? 'good' : 'bad']}><Icon name={isEven ? 'check' : 'alert'} size={16} />{isEven ? t('ledger.even') : t('ledger.uneven')}</span>
            <span class="muted small">{t('common.asOf', { time: dateTime(data.asOf, { seconds: true }) })}</span>
          </footer>
        </section>
      );
    };
    const reasons = (data) => {
      const items = Object.entries(data.reasons ?? {}).filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
      return (
        <section class="card">
          <header><h3>{t('ledger.reasons')}</h3><span class="grow" />{isAvailable('live') && seesAll() && <Link to="/live" query={{ show: 'rejected' }} class="small">{t('ledger.seeRejected')}</Link>}</header>
          {items.length === 0 ? <Empty icon="check" title={t('ledger.noReasons')} /> : (
            <ul class="ledger-reasons">{items.map(([reason, count]) => (
              <li key={reason}><div class="grow"><div><strong>{reasonName(reason)}</strong></div><div class="soft small">{tOr(`reason.todo.${reason}`, t('live.todo'))}</div></div>
                <span class="num nowrap right">{number(count)}<div class="muted small">{percent(count / Math.max(1, data.rejected))}</div></span></li>
            ))}</ul>
          )}
        </section>
      );
    };
    const columns = [
      { key: 'name', label: t('common.source'), main: true, sort: true, render: (row) => (isAvailable('sources') && row.id !== null ? <Link to="/sources" query={{ open: row.id }}>{sourceText(row.name)}</Link> : sourceText(row.name)) },
      { key: 'received', label: t('ledger.received'), align: 'right', sort: true, render: (row) => number(row.received) },
      ...fates.map((fate) => ({
        key: fate, label: t(`ledger.${fate}`), align: 'right', sort: true,
        render: (row) => <span class={[fate === 'rejected' && row.rejected > 0 && 'bad', row[fate] === 0 && 'muted']}>{number(row[fate])}</span>,
      })),
      { key: 'reasons', label: t('ledger.topReason'), phone: false, render: (row) => {
        const top = Object.entries(row.reasons ?? {}).sort((a, b) => b[1] - a[1])[0];
        return top ? <span class="small">{reasonName(top[0])} <span class="muted num">{number(top[1])}</span></span> : <span class="muted">—</span>;
      } },
    ];

    const state = (data) => (
      <section class="card">
        <header><span class={['dot', tones[data.status]]} /><h3>{t('ledger.health')}</h3><span class="grow" /><span class="muted small">{t('ledger.version', { version: data.process.version, time: duration(1000 * data.process.uptimeSeconds) })}</span></header>
        <div class="ledger-health">
          <Checks checks={data.checks} />
          <Bars total={data.inbox.capBytes} format={(value) => bytes(value)} items={[{ key: 'inbox', label: t('ledger.inbox'), value: data.inbox.bytes, note: t('ledger.ofCap', { cap: bytes(data.inbox.capBytes), share: percent(data.inbox.bytes / data.inbox.capBytes) }) }]} />
          <dl class="facts num">
            <dt>{t('ledger.waiting')}</dt><dd>{t('ledger.batches', { n: number(data.inbox.batches) })} · {t('ledger.oldest', { time: duration(data.inbox.oldestAgeMs) })}</dd>
            <dt>{t('ledger.lag')}</dt><dd>{duration(data.projection.lagMs)} · {t('ledger.perSecond', { n: number(Math.round(data.projection.eventsPerSecond)) })}</dd>
            <dt>{t('ledger.behaviour')}</dt><dd>{t('ledger.events', { n: number(data.behaviour.events) })} · {bytes(data.behaviour.fileBytes)}</dd>
            <dt>{t('ledger.jobs')}</dt><dd>{t('ledger.jobsLine', { pending: number(data.jobs.pending), failed: number(data.jobs.failed) })}</dd>
            <dt>{t('ledger.memory')}</dt><dd>{bytes(data.process.residentBytes)}</dd>
          </dl>
        </div>
      </section>
    );

    return () => (
      <Page title={t('nav.ledger')} purpose={t('ledger.purpose')}>
        {() => (
          <div class="stack">
            <Async state={ledger} kind="cards" count={5}>{(data) => (
              <div class="stack">
                {balance(data)}
                <div class="grid-2">
                  {reasons(data)}
                  {can('health.read') && <Async state={health} kind="text">{state}</Async>}
                </div>
                <DataTable label={t('ledger.bySource')} columns={columns} rows={data.sources} rowKey={(row) => row.id}>{{ empty: () => <Empty icon="plug" title={t('sources.empty')} why={t('sources.empty.why')}>{isAvailable('sources') && can('sources.read') && <Button kind="primary" icon="plug" label={t('nav.sources')} act={() => { go('/sources'); }} />}</Empty> }}</DataTable>
              </div>
            )}</Async>
          </div>
        )}
      </Page>
    );
  },
});
