// 触达通道: accounts that messages go over (SMS, mail, robots, webhooks), their test button, quiet hours and caps.
import { defineComponent } from 'vue';
import { api } from 'console/api.js';
import { mayChange } from 'console/session.js';
import { t, tOr } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { ago, number } from 'console/lib/format.js';
import { QToggle } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Empty, Failed } from 'console/parts/States.jsx';
import { toastError } from 'console/parts/dialogs.jsx';
import { accountForm, policyForm, testForm } from './forms.jsx';

export default defineComponent({
  name: 'ChannelsPage',
  setup() {
    const list = useLoad((signal) => api.get('/channels', null, { signal }));
    const open = async (dialog) => { if (await dialog) await list.reload(); };
    const change = async (account, active) => {
      try {
        await api.patch(`/channels/${account.id}`, { active });
        await list.reload();
      } catch (error) {
        toastError(error);
      }
    };
    const state = (account) => {
      if (!account.active) return <Badge tone="warn" label={t('channels.off')} />;
      if (account.failure) return <span class="stack tight"><Badge tone="bad" dot label={t('channels.failing')} /><span class="muted small ellipsis" title={account.failure} style="max-width:260px">{account.failure}</span></span>;
      return account.checkedAt ? <Badge tone="good" dot label={t('channels.good', { when: ago(account.checkedAt) })} /> : <span class="muted">{t('channels.untested')}</span>;
    };
    const isWriter = () => mayChange('channels.write');
    const kinds = () => list.data?.kinds ?? [];
    const columns = () => [
      { key: 'name', label: t('channels.name'), main: true, sort: true, value: (account) => account.name, render: (account) => <strong>{account.name}</strong> },
      { key: 'kind', label: t('channels.kind'), sort: true, render: (account) => tOr(`channels.kind.${account.kind}`, account.kind) },
      { key: 'perMinute', label: t('channels.limit'), align: 'right', render: (account) => (account.perMinute > 0 ? <span class="num">{t('channels.perMinute', { n: number(account.perMinute) })}</span> : <span class="muted">{t('channels.noLimit')}</span>) },
      { key: 'state', label: t('channels.state'), render: state },
      ...(isWriter() ? [{ key: 'act', label: '', align: 'right', render: (account) => (
        <span class="row end" style="gap:4px">
          <QToggle dense aria-label={t('channels.switch', { name: account.name })} modelValue={account.active} onUpdate:modelValue={(active) => change(account, active)} />
          <Button small label={t('channels.test')} act={() => { open(testForm(account)); }} />
          <Button small kind="quiet" icon="edit" hint={t('channels.edit', { name: account.name })} act={() => { open(accountForm(kinds(), account)); }} />
        </span>
      ) }] : []),
    ];
    const create = () => { open(accountForm(kinds())); };
    return () => (
      <Page title={t('nav.channels')} purpose={t('channels.purpose')} changes="channels.write">{{
        actions: () => isWriter() && <><Button label={t('channels.policy')} icon="clock" act={() => { policyForm(); }} /><Button kind="primary" icon="plus" label={t('channels.new')} act={create} /></>,
        default: () => (list.error && !list.data ? <Failed error={list.error} retry={list.reload} />
          : <DataTable label={t('nav.channels')} columns={columns()} rows={list.data?.items ?? []} loading={list.loading && !list.data} rowKey={(account) => account.id}>{{
            empty: () => <Empty icon="send" title={t('channels.empty')} why={t('channels.empty.why')}>{isWriter() && <Button kind="primary" icon="plus" label={t('channels.new')} act={create} />}</Empty>,
          }}</DataTable>),
      }}</Page>
    );
  },
});
