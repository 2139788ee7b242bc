// One import from upload to report: what the columns mean, what the first rows become, progress, result.
import { computed, defineComponent, reactive, watch } from 'vue';
import { api } from 'console/api.js';
import { Link, isAvailable } from 'console/router.jsx';
import { can, seesAll } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { bytes, dateTime, duration, number, percent } from 'console/lib/format.js';
import { actorName } from 'console/lib/people.js';
import { Async, ErrorNotice } from 'console/parts/States.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Segmented } from 'console/parts/Fields.jsx';
import { confirm } from 'console/parts/dialogs.jsx';
import { importTones } from './Bring.jsx';
import { forget, keep, kept } from './inspected.js';
import { missing, remap, targetsOf } from './fields.js';
import { Mapping } from './Mapping.jsx';
import { Options } from './Options.jsx';
import { Preview } from './Preview.jsx';

export const Work = defineComponent({
  name: 'ImportWork',
  props: ['id', 'close'],
  setup(props) {
    const state = useLoad((signal) => api.get(`/imports/${props.id}`, null, { signal }));
    const plan = reactive(kept(props.id) ?? { seen: null });
    const preview = reactive({ rows: null, error: null, busy: false, of: '' });
    const starting = reactive({ error: null });
    const isRunning = () => state.data?.status === 'running';
    usePolling(() => { if (isRunning()) state.reload(); }, 1);
    watch(plan, () => { if (plan.seen) keep(props.id, plan); });
    watch(() => state.data?.status, (status) => { if (status === 'done') forget(props.id); });

    const request = () => ({ target: plan.target, mapping: Object.fromEntries(Object.entries(plan.mapping).filter(([, field]) => field)), options: Object.fromEntries(Object.entries(plan.options).filter(([, value]) => value)) });
    const lacks = computed(() => (plan.seen ? missing(plan.mapping, plan.target, plan.options) : []));
    const setTarget = (target) => {
      plan.mapping = target === plan.seen.suggestion.target ? { ...plan.seen.suggestion.mapping } : remap(plan.mapping, plan.seen.columns, target);
      plan.target = target;
    };
    let controller = null;
    let timer = 0;
    async function look() {
      controller?.abort();
      controller = new AbortController();
      preview.busy = true;
      const asked = JSON.stringify(request());
      try {
        preview.rows = (await api.post(`/imports/${props.id}/preview`, request(), { signal: controller.signal })).rows;
        preview.of = asked;
        preview.error = null;
      } catch (error) {
        if (error.name === 'AbortError') return;
        preview.error = error;
      }
      preview.busy = false;
    }
    // the preview follows the mapping by itself
    watch(() => plan.seen && JSON.stringify(request()), (text) => {
      if (!text || lacks.value.length) return;
      clearTimeout(timer);
      timer = setTimeout(look, preview.rows ? 500 : 0);
    }, { immediate: true });

    const start = async () => {
      starting.error = null;
      try {
        state.data = await api.post(`/imports/${props.id}/start`, request());
        state.reload();
      } catch (error) {
        starting.error = error;
      }
    };
    const cancel = () => confirm({
      title: t('imports.cancelTitle'), consequence: t('imports.cancelConsequence', { n: number(state.data.accepted) }), action: t('imports.cancel'), danger: true,
      act: async () => { state.data = await api.post(`/imports/${props.id}/cancel`); },
    });

    const progress = (data) => {
      const share = data.status === 'done' ? 1 : data.total > 0 ? Math.min(0.99, data.processed / data.total) : 0;
      const took = data.startedAt ? new Date(data.finishedAt ?? Date.now()) - new Date(data.startedAt) : 0;
      const speed = took > 1000 ? data.processed / (took / 1000) : null;
      return (
        <section class="card">
          <header><Badge dot tone={importTones[data.status]} label={t(`imports.status.${data.status}`)} /><h3>{t('imports.into', { target: t(`imports.target.${data.target ?? plan.target}`) })}</h3><span class="grow" />
            {data.status === 'running' && <Button small kind="danger" label={t('imports.cancel')} act={() => { cancel(); }} />}</header>
          <div class="body stack">
            <div class={['import-bar', data.status]} role="progressbar" aria-valuenow={Math.round(share * 100)} aria-valuemin="0" aria-valuemax="100"><span style={`width:${share * 100}%`} /></div>
            <div class="import-figures num">
              <div><span class="muted small">{t('imports.processed')}</span><strong>{number(data.processed)}</strong><span class="muted small">{t('imports.ofRows', { n: number(data.total), share: percent(share) })}</span></div>
              <div><span class="muted small">{t('imports.accepted')}</span><strong class="good">{number(data.accepted)}</strong></div>
              <div><span class="muted small">{t('imports.refused')}</span><strong class={data.refused > 0 && 'bad'}>{number(data.refused)}</strong>{data.processed > 0 && <span class="muted small">{percent(data.refused / data.processed)}</span>}</div>
              <div><span class="muted small">{t('imports.took')}</span><strong>{duration(took)}</strong>{speed && <span class="muted small">{t('imports.speed', { n: number(Math.round(speed)) })}</span>}</div>
            </div>
            {data.error && <div class="notice bad"><Icon name="alert" /><div><strong>{t('imports.stopped')}</strong> {t('imports.stopped.todo')}<div class="small soft" lang="en">{data.error}</div></div></div>}
            {data.status === 'cancelled' && <div class="notice warn"><Icon name="warning" /><div>{t('imports.cancelledNote')}</div></div>}
            {data.status === 'done' && data.refused === 0 && <div class="notice good"><Icon name="check" /><div>{t('imports.allTaken')}</div></div>}
            {data.refused > 0 && <div class="notice warn"><Icon name="warning" /><div class="grow">{t('imports.someRefused', { n: number(data.refused) })}</div><a class="btn small" href={api.address(`/imports/${props.id}/refused.csv`)} download><Icon name="download" size={15} />{t('imports.refusedFile')}</a></div>}
            <div class="row wrap">
              {['failed', 'cancelled'].includes(data.status) && plan.seen && <Button icon="play" label={t('imports.resume')} act={start} />}
              {data.status === 'done' && ['customers', 'events'].includes(data.target) && isAvailable('customers') && <Link to="/customers" class="btn">{t('nav.customers')}</Link>}
              {data.status === 'done' && data.target === 'leads' && isAvailable('leads') && <Link to="/leads" query={{ view: 'all' }} class="btn">{t('nav.leads')}</Link>}
              {data.status === 'done' && data.target === 'orders' && isAvailable('orders') && <Link to="/orders" class="btn">{t('nav.orders')}</Link>}
              {data.status === 'done' && data.target === 'products' && isAvailable('products') && <Link to="/products" class="btn">{t('nav.products')}</Link>}
              <Button label={t('imports.another')} icon="upload" act={() => { props.close(); }} />
            </div>
            {starting.error && <ErrorNotice error={starting.error} />}
          </div>
        </section>
      );
    };

    const editor = (data) => {
      const stale = preview.of !== JSON.stringify(request());
      const refused = (preview.rows ?? []).filter((row) => !row.ok).length;
      return (
        <div class="stack">
          <section class="card">
            <header><span class="step num">1</span><h3>{t('imports.step.target')}</h3></header>
            <div class="body stack">
              <div><Segmented label={t('imports.target')} value={plan.target} options={targetsOf(seesAll()).filter((value) => value !== 'leads' || can('leads.write')).map((value) => ({ value, label: t(`imports.target.${value}`) }))} onPick={setTarget} />
                {plan.target === plan.seen.suggestion.target && <span class="muted small import-guess"><Icon name="spark" size={14} />{t('imports.guessed')}</span>}</div>
              <p class="soft small">{t(`imports.what.${plan.target}`)}</p>
              <Options plan={plan} />
            </div>
          </section>
          <section class="card">
            <header><span class="step num">2</span><h3>{t('imports.step.mapping')}</h3><span class="muted small num">{t('imports.mapped', { n: Object.values(plan.mapping).filter(Boolean).length, of: plan.seen.columns.length })}</span><span class="grow" />
              <Button small kind="quiet" icon="refresh" label={t('imports.suggestAgain')} act={() => { plan.target = plan.seen.suggestion.target; plan.mapping = { ...plan.seen.suggestion.mapping }; }} /></header>
            <Mapping plan={plan} />
            {lacks.value.length > 0 && <div class="body"><div class="notice warn"><Icon name="warning" /><div>{t('imports.lacks')} {lacks.value.map((key) => t(`imports.lack.${key}`)).join(t('imports.lackJoin'))}</div></div></div>}
          </section>
          <section class="card">
            <header><span class="step num">3</span><h3>{t('imports.step.preview')}</h3>{preview.rows && !stale && <Badge tone={refused ? 'warn' : 'good'} label={refused ? t('imports.previewRefused', { n: refused, of: preview.rows.length }) : t('imports.previewFine', { n: preview.rows.length })} />}<span class="grow" />
              <Button small kind="quiet" icon="refresh" hint={t('common.reload')} busy={preview.busy} disabled={lacks.value.length > 0} act={look} /></header>
            {lacks.value.length > 0 ? <p class="body muted">{t('imports.previewWaits')}</p>
              : preview.error ? <div class="body"><ErrorNotice error={preview.error} /></div>
                : <Preview rows={preview.rows} target={plan.target} stale={stale} />}
          </section>
          {starting.error && <ErrorNotice error={starting.error} />}
          <div class="row wrap import-start">
            <span class="muted small grow">{t('imports.startNote')}</span>
            <Button label={t('common.cancel')} act={() => { props.close(); }} />
            <Button kind="primary" icon="play" label={t('imports.start', { n: number(data.total) })} disabled={lacks.value.length > 0 || Boolean(preview.error)} act={start} />
          </div>
        </div>
      );
    };

    return () => (
      <div class="stack">
        <p class="customer-back"><button type="button" class="link row" style="gap:2px" onClick={() => props.close()}><Icon name="left" size={14} />{t('imports.all')}</button></p>
        <Async state={state}>{(data) => (
          <div class="stack">
            <section class="card import-file">
              <span class="drop-icon"><Icon name="file" size={22} /></span>
              <div class="grow"><h2 class="ellipsis">{data.filename}</h2>
                <p class="muted small num row wrap" style="gap:2px 14px">
                  <span>{(data.format ?? '').toUpperCase()}</span>
                  {plan.seen && <span>{t('imports.encoding', { name: plan.seen.encoding })}</span>}
                  {plan.size > 0 && <span>{bytes(plan.size)}</span>}
                  <span>{data.status === 'done' ? t('imports.rowCount', { n: number(data.total) }) : t('imports.rowsAbout', { n: number(data.total) })}</span>
                  {plan.seen && <span>{t('imports.columnCount', { n: number(plan.seen.columns.length) })}</span>}
                  <span>{t('imports.uploaded', { who: actorName(data.createdBy), time: dateTime(data.createdAt) })}</span>
                </p></div>
            </section>
            {data.status === 'uploaded'
              ? (plan.seen ? editor(data) : <div class="card"><div class="body"><div class="notice warn"><Icon name="warning" /><div class="grow"><strong>{t('imports.lost')}</strong> {t('imports.lost.todo')}</div><Button small icon="upload" label={t('imports.again')} act={() => { props.close(); }} /></div></div></div>)
              : progress(data)}
          </div>
        )}</Async>
      </div>
    );
  },
});
