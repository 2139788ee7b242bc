// API 密钥: keys with which programs read and change things here (not the keys of sources).
import { computed, defineComponent, reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { ago, date } from 'console/lib/format.js';
import { model } from 'console/lib/model.js';
import { nodeOptions } from 'console/lib/organisation.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Code } from 'console/parts/Code.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Empty, ErrorNotice, Failed } from 'console/parts/States.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { confirm, showDialog, toast } from 'console/parts/dialogs.jsx';

export default defineComponent({
  name: 'ApiKeysPage',
  setup() {
    const list = useLoad(async (signal) => (await api.get('/api-keys', { limit: 500 }, { signal })).items);
    const tree = useLoad(async (signal) => nodeOptions((await api.get('/organisation', null, { signal })).nodes));
    const nodeName = computed(() => new Map((tree.data ?? []).map((node) => [String(node.value), node.path])));

    function create() {
      const form = reactive({ name: '', role: 'analyst', node: null, error: null, made: null });
      return showDialog({
        title: t('apiKeys.new'),
        width: 540,
        body: ({ close }) => {
          if (form.made) {
            return (
              <div class="form">
                <p class="soft">{t('apiKeys.once')}</p>
                <div class="notice good"><Icon name="key" /><code class="grow" style="overflow-wrap:anywhere">{form.made.value}</code><Copy text={form.made.value} label={t('common.copy')} /></div>
                <Code title="Shell" text={`curl '${location.origin}/api/ledger' -H 'Authorization: Bearer ${form.made.value}'`} />
                <div class="row end"><Button kind="primary" label={t('sources.keyKept')} act={() => { close(true); }} /></div>
              </div>
            );
          }
          const save = async () => {
            form.error = null;
            try {
              form.made = await api.post('/api-keys', { name: form.name.trim(), role: form.role, node: form.node ?? undefined });
              list.reload();
            } catch (error) {
              form.error = error;
            }
          };
          return (
            <div class="form">
              <TextField label={t('apiKeys.name')} hint={t('apiKeys.nameHint')} autofocus maxlength="80" {...model(form, 'name')} />
              <SelectField label={t('users.role')} hint={t('apiKeys.roleHint')} options={['admin', 'marketer', 'analyst', 'sales'].map((value) => ({ value, label: t(`role.${value}`), caption: t(`role.${value}.may`) }))} {...model(form, 'role')} />
              <SelectField label={t('users.node')} optional hint={t('users.nodeHint')} searchable clearable options={tree.data ?? []} {...model(form, 'node')} />
              {form.error && <ErrorNotice error={form.error} />}
              <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('apiKeys.create')} disabled={!form.name.trim() || (form.role === 'sales' && form.node === null)} act={save} /></div>
            </div>
          );
        },
      });
    }
    const revoke = (key) => confirm({
      title: t('sources.revokeTitle', { key: key.name }), consequence: t('apiKeys.revokeConsequence'), action: t('sources.revoke'), danger: true,
      act: async () => {
        await api.delete(`/api-keys/${key.id}`);
        await list.reload();
        toast(t('sources.revoked'));
      },
    });
    const columns = () => [
      { key: 'name', label: t('apiKeys.name'), main: true, sort: true, render: (key) => <span class="row"><strong class={key.revokedAt && 'muted'}>{key.name}</strong>{key.revokedAt && <Badge tone="bad" label={t('sources.keyRevoked')} />}</span>, value: (key) => key.name },
      { key: 'hint', label: t('apiKeys.key'), render: (key) => <code class="muted">••••{key.hint}</code> },
      { key: 'role', label: t('users.role'), sort: true, render: (key) => t(`role.${key.role}`) },
      { key: 'node', label: t('users.node'), render: (key) => (key.node === null || key.node === undefined ? <span class="muted">{t('users.everything')}</span> : nodeName.value.get(String(key.node)) ?? String(key.node)) },
      { key: 'createdAt', label: t('common.created'), sort: true, render: (key) => <span class="num">{date(key.createdAt)}</span> },
      { key: 'lastUsedAt', label: t('apiKeys.lastUsed'), sort: true, render: (key) => (key.lastUsedAt ? ago(key.lastUsedAt) : <span class="muted">{t('common.never')}</span>) },
      { key: 'act', label: '', align: 'right', render: (key) => !key.revokedAt && <Button small kind="danger" label={t('sources.revoke')} act={() => { revoke(key); }} /> },
    ];
    return () => (
      <Page title={t('nav.apiKeys')} purpose={t('apiKeys.purpose')}>{{
        actions: () => <Button kind="primary" icon="plus" label={t('apiKeys.new')} act={() => { create(); }} />,
        default: () => (list.error && !list.data ? <Failed error={list.error} retry={list.reload} />
          : <DataTable label={t('nav.apiKeys')} columns={columns()} rows={list.data ?? []} loading={list.loading} rowKey={(key) => key.id}>{{
            empty: () => <Empty icon="key" title={t('apiKeys.empty')} why={t('apiKeys.empty.why')}><Button kind="primary" icon="plus" label={t('apiKeys.new')} act={() => { create(); }} /></Empty>,
          }}</DataTable>),
      }}</Page>
    );
  },
});
