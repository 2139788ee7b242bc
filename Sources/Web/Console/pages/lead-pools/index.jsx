// 公海: leads nobody has, and the rules by which people may take them.
import { defineComponent, reactive } from 'vue';
import { api } from 'console/api.js';
import { Link, go, isAvailable, route, setQuery } from 'console/router.jsx';
import { can, seesAll } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { number } from 'console/lib/format.js';
import { model } from 'console/lib/model.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { TextField } from 'console/parts/Fields.jsx';
import { Empty, ErrorNotice, Failed } from 'console/parts/States.jsx';
import { confirm, showDialog, toast } from 'console/parts/dialogs.jsx';

/** Pools are the whole organisation's: everybody who works on leads may claim from all. */
const mayChange = () => can('leads.write') && seesAll();
const whole = (value) => /^\d+$/.test(String(value ?? ''));

/** Resolves with true when it was saved. */
export function poolForm(pool) {
  const form = reactive({ name: pool?.name ?? '', claimCap: pool?.claimCap ?? 10, blockDays: pool?.blockDays ?? 3, recycleDays: pool?.recycleDays ?? 0, error: null });
  return showDialog({
    title: pool ? t('pools.edit', { name: pool.name }) : t('pools.new'),
    width: 520,
    body: ({ close }) => {
      const ready = form.name.trim() && ['claimCap', 'blockDays', 'recycleDays'].every((key) => whole(form[key]));
      const save = async () => {
        form.error = null;
        const body = { name: form.name.trim(), claimCap: Number(form.claimCap), blockDays: Number(form.blockDays), recycleDays: Number(form.recycleDays) };
        try {
          if (pool) await api.put(`/lead-pools/${pool.id}`, body);
          else await api.post('/lead-pools', body);
          close(true);
          toast(t('common.saved'));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (ready) save(); }}>
          <TextField label={t('pools.name')} autofocus maxlength="60" placeholder={t('pools.name.example')} {...model(form, 'name')} />
          <TextField type="number" min="0" label={t('pools.claimCap')} suffix={t('pools.perDay')} hint={t(Number(form.claimCap) === 0 ? 'pools.claimCap.none' : 'pools.claimCap.hint', { n: number(Number(form.claimCap)) })} {...model(form, 'claimCap')} />
          <TextField type="number" min="0" label={t('pools.blockDays')} suffix={t('pools.days')} hint={t(Number(form.blockDays) === 0 ? 'pools.blockDays.none' : 'pools.blockDays.hint', { n: number(Number(form.blockDays)) })} {...model(form, 'blockDays')} />
          <TextField type="number" min="0" label={t('pools.recycleDays')} suffix={t('pools.days')} hint={t(Number(form.recycleDays) === 0 ? 'pools.recycleDays.none' : 'pools.recycleDays.hint', { n: number(Number(form.recycleDays)) })} {...model(form, 'recycleDays')} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} disabled={!ready} act={save} /></div>
        </form>
      );
    },
  });
}

export default defineComponent({
  name: 'LeadPoolsPage',
  setup() {
    const list = useLoad(async (signal) => (await api.get('/lead-pools', null, { signal })).items);
    usePolling(() => list.reload(), 30);
    const edit = async (pool) => { if (await poolForm(pool)) await list.reload(); };
    const remove = async (pool) => {
      if (await confirm({ title: t('pools.deleteTitle', { name: pool.name }), consequence: t('pools.deleteConsequence'), action: t('common.delete'), danger: true, act: () => api.delete(`/lead-pools/${pool.id}`) })) {
        toast(t('sales.deleted', { name: pool.name }));
        await list.reload();
      }
    };
    if (route.query.new === '1' && mayChange()) {
      setQuery({ new: undefined });
      edit();
    }
    const leadsOf = (pool) => ({ view: 'pool', pool: (list.data?.length ?? 0) > 1 ? pool.id : undefined });
    const columns = () => [
      { key: 'name', label: t('pools.name'), main: true, sort: true, value: (pool) => pool.name, render: (pool) => <strong>{pool.name}</strong> },
      { key: 'leads', label: t('pools.leads'), align: 'right', sort: true, render: (pool) => (pool.leads > 0 && isAvailable('leads') ? <Link to="/leads" query={leadsOf(pool)}>{number(pool.leads)}</Link> : <span class="muted">0</span>) },
      { key: 'claimCap', label: t('pools.claimCap'), align: 'right', sort: true, render: (pool) => (pool.claimCap > 0 ? t('pools.capOf', { n: number(pool.claimCap) }) : <span class="muted">{t('pools.unlimited')}</span>) },
      { key: 'blockDays', label: t('pools.blockDays'), align: 'right', sort: true, render: (pool) => (pool.blockDays > 0 ? t('pools.daysOf', { n: number(pool.blockDays) }) : <span class="muted">{t('pools.none')}</span>) },
      { key: 'recycleDays', label: t('pools.recycleDays'), align: 'right', sort: true, render: (pool) => (pool.recycleDays > 0 ? t('pools.daysOf', { n: number(pool.recycleDays) }) : <span class="muted">{t('pools.never')}</span>) },
      ...(mayChange() ? [{ key: 'act', label: '', align: 'right', render: (pool) => <span class="row end"><Button small kind="quiet" icon="edit" hint={t('pools.edit', { name: pool.name })} act={() => { edit(pool); }} /><Button small kind="quiet" icon="trash" hint={t('pools.deleteTitle', { name: pool.name })} act={() => { remove(pool); }} /></span> }] : []),
    ];
    const create = () => mayChange() && <Button kind="primary" icon="plus" label={t('pools.new')} act={() => { edit(); }} />;
    return () => (
      <Page title={t('nav.leadPools')} purpose={t('pools.purpose')}>{{
        actions: () => [isAvailable('leads') && <Button icon="archive" label={t('leads.toPool')} act={() => { go('/leads', { query: { view: 'pool' } }); }} />, create()],
        default: () => (list.error && !list.data ? <div class="card"><Failed error={list.error} retry={list.reload} /></div>
          : <DataTable label={t('nav.leadPools')} columns={columns()} rows={list.data ?? []} loading={list.loading && !list.data} rowKey={(pool) => pool.id} open={mayChange() ? (pool) => { edit(pool); } : (pool) => { go('/leads', { query: leadsOf(pool) }); }}>{{
            empty: () => <Empty icon="archive" title={t('pools.empty')} why={t('pools.empty.why')}>{create()}</Empty>,
          }}</DataTable>),
      }}</Page>
    );
  },
});
