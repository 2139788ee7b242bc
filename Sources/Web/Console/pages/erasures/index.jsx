// 数据删除: who is being forgotten, how far it is, what was removed.
import { defineComponent, ref } from 'vue';
import { api } from 'console/api.js';
import { go, isAvailable } from 'console/router.jsx';
import { t, tOr } from 'console/i18n/index.js';
import { usePages, usePolling } from 'console/lib/load.js';
import { ago, dateTime, duration, number } from 'console/lib/format.js';
import { actorName } from 'console/lib/people.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Empty, Failed } from 'console/parts/States.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';

const tones = { queued: '', running: 'accent', done: 'good', failed: 'bad' };
const steps = ['identity', 'profile', 'orders', 'free_text', 'erased_list', 'inbox', 'events', 'files'];
const isUnderWay = (erasure) => ['queued', 'running'].includes(erasure.status);
const stepName = (step) => tOr(`erasures.step.${step}`, step);

const Steps = ({ erasure }) => {
  const at = erasure.step === 'done' ? steps.length : Math.max(0, steps.indexOf(erasure.step));
  return (
    <span class="erasure-steps" role="img" aria-label={t('erasures.progress', { n: at, of: steps.length })}>
      {steps.map((step, place) => <span key={step} class={[place < at && 'done', place === at && erasure.status]} />)}
      <QTooltip delay={250}>{erasure.step === 'done' ? t('erasures.status.done') : t('erasures.now', { step: stepName(erasure.step) })}</QTooltip>
    </span>
  );
};
Steps.props = ['erasure'];

export default defineComponent({
  name: 'ErasuresPage',
  setup() {
    const open = ref(null);
    const list = usePages((page, signal) => api.get('/erasures', page, { signal }), () => 1);
    usePolling(() => { if (list.items.some(isUnderWay)) list.first.reload(); }, 2);
    const current = () => list.items.find((each) => each.id === open.value);
    const columns = () => [
      { key: 'customer', label: t('erasures.customer'), main: true, render: (each) => <span class="num strong">{t('customer.number', { n: each.customer })}</span> },
      { key: 'status', label: t('common.status'), render: (each) => <Badge dot tone={tones[each.status]} label={t(`erasures.status.${each.status}`)} /> },
      { key: 'step', label: t('erasures.steps'), render: (each) => <Steps erasure={each} /> },
      { key: 'reason', label: t('dialog.reason'), render: (each) => each.reason || <span class="muted">—</span> },
      { key: 'requestedBy', label: t('erasures.by'), phone: false, render: (each) => actorName(each.requestedBy) },
      { key: 'requestedAt', label: t('erasures.at'), render: (each) => <span class="nowrap">{ago(each.requestedAt)}<QTooltip delay={300}>{dateTime(each.requestedAt, { seconds: true })}</QTooltip></span> },
      { key: 'finishedAt', label: t('erasures.took'), render: (each) => (each.finishedAt ? duration(new Date(each.finishedAt) - new Date(each.requestedAt)) : <span class="muted">—</span>) },
    ];
    const detail = (erasure) => {
      const at = erasure.step === 'done' ? steps.length : Math.max(0, steps.indexOf(erasure.step));
      const counts = Object.entries(erasure.counts ?? {}).filter(([, count]) => count > 0);
      return [
        <dl class="facts">
          <dt>{t('common.status')}</dt><dd><Badge dot tone={tones[erasure.status]} label={t(`erasures.status.${erasure.status}`)} /></dd>
          <dt>{t('dialog.reason')}</dt><dd>{erasure.reason || '—'}</dd>
          <dt>{t('erasures.by')}</dt><dd>{actorName(erasure.requestedBy)}</dd>
          <dt>{t('erasures.at')}</dt><dd class="num">{dateTime(erasure.requestedAt, { seconds: true })}</dd>
          <dt>{t('erasures.finished')}</dt><dd class="num">{erasure.finishedAt ? dateTime(erasure.finishedAt, { seconds: true }) : '—'}</dd>
        </dl>,
        erasure.error && <div class="notice bad"><Icon name="alert" /><div><strong>{t('erasures.stuck')}</strong> {t('erasures.stuck.todo')}<div class="small soft" lang="en">{erasure.error}</div></div></div>,
        <div><h3>{t('erasures.steps')}</h3><ol class="erasure-list">{steps.map((step, place) => (
          <li key={step} class={place < at ? 'done' : place === at ? erasure.status : 'waiting'}>
            <Icon name={place < at ? 'check' : place === at && erasure.status === 'failed' ? 'alert' : place === at && erasure.status === 'running' ? 'refresh' : 'clock'} size={16} class={place === at && erasure.status === 'running' && 'spin'} />
            <span class="grow">{stepName(step)}</span></li>))}</ol></div>,
        counts.length > 0 && <div><h3>{t('erasures.removed')}</h3><dl class="facts">{counts.flatMap(([name, count]) => [<dt key={name}>{tOr(`erasures.count.${name}`, name)}</dt>, <dd key={`${name}=`} class="num">{number(count)}</dd>])}</dl></div>,
        <p class="muted small">{t('erasures.note')}</p>,
      ];
    };
    return () => (
      <Page title={t('nav.erasures')} purpose={t('erasures.purpose')}>
        {list.first.error ? <div class="card"><Failed error={list.first.error} retry={list.first.reload} /></div>
          : <DataTable label={t('nav.erasures')} columns={columns()} rows={list.items} loading={list.first.loading && !list.first.data} rowKey={(each) => each.id} active={open.value ?? undefined} open={(each) => { open.value = each.id; }}
            hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}>{{
              empty: () => <Empty icon="eraser" title={t('erasures.empty')} why={t('erasures.empty.why')}>{isAvailable('customers') && <Button icon="people" label={t('nav.customers')} act={() => { go('/customers'); }} />}</Empty>,
            }}</DataTable>}
        <SideDrawer open={Boolean(current())} title={current() && t('erasures.of', { n: current().customer })} close={() => { open.value = null; }}>{() => current() && detail(current())}</SideDrawer>
      </Page>
    );
  },
});
