// 消息模板: what is said once and sent often, with variables, previewed on a real customer.
import { defineComponent } from 'vue';
import { api } from 'console/api.js';
import { go, isAvailable } from 'console/router.jsx';
import { mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { dateTime } from 'console/lib/format.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Empty, Failed } from 'console/parts/States.jsx';
import { confirm, toast } from 'console/parts/dialogs.jsx';
import { templateForm } from './form.jsx';

export default defineComponent({
  name: 'TemplatesPage',
  setup() {
    const list = useLoad(async (signal) => (await api.get('/templates', null, { signal })).items);
    const accounts = useLoad(async (signal) => (await api.get('/channels', null, { signal })).items.filter((account) => account.medium === 'sms' || account.medium === 'email'));
    const locked = () => !mayChange('messages.write');
    const edit = async (template) => { if (await templateForm(accounts.data ?? [], template)) await list.reload(); };
    const archive = (template) => confirm({ title: t('templates.archiveTitle', { name: template.name }), consequence: t('templates.archiveConsequence'), action: t('templates.archive'), danger: true, act: async () => { await api.delete(`/templates/${template.id}`); await list.reload(); toast(t('templates.archived', { name: template.name })); } });
    const columns = () => [
      { key: 'name', label: t('templates.name'), main: true, sort: true, value: (template) => template.name, render: (template) => <strong>{template.name}</strong> },
      { key: 'medium', label: t('templates.account'), render: (template) => <span>{template.medium && <Badge label={t(`channels.medium.${template.medium}`)} />} <span class="muted">{template.accountName}</span></span> },
      { key: 'purpose', label: t('templates.purpose'), sort: true, render: (template) => t(`templates.purpose.${template.purpose}`) },
      { key: 'text', label: t('templates.text'), phone: false, render: (template) => <span class="muted ellipsis" style="display:inline-block;max-width:360px" title={template.text}>{template.subject || template.text}</span> },
      { key: 'updatedAt', label: t('templates.updated'), sort: true, render: (template) => <span class="num nowrap">{dateTime(template.updatedAt)}</span> },
      { key: 'act', label: '', align: 'right', render: (template) => !locked() && <Button small kind="quiet" icon="trash" hint={t('templates.archive')} act={() => { archive(template); }} /> },
    ];
    const noAccounts = () => accounts.data && accounts.data.length === 0;
    const create = () => !locked() && <Button kind="primary" icon="plus" label={t('templates.new')} disabled={!accounts.data?.length} act={() => { edit(); }} />;
    return () => (
      <Page title={t('nav.templates')} purpose={t('templates.purposeOfPage')} changes="messages.write">{{
        actions: create,
        default: () => (list.error && !list.data ? <Failed error={list.error} retry={list.reload} />
          : <DataTable label={t('nav.templates')} columns={columns()} rows={list.data ?? []} loading={list.loading && !list.data} rowKey={(template) => template.id} open={(template) => { edit(template); }}>{{
            empty: () => <Empty icon="send" title={t('templates.empty')} why={t(noAccounts() ? 'templates.noAccounts' : 'templates.empty.why')}>{noAccounts() ? mayChange('channels.write') && isAvailable('channels') && <Button kind="primary" icon="send" label={t('nav.channels')} act={() => { go('/channels'); }} /> : create()}</Empty>,
          }}</DataTable>),
      }}</Page>
    );
  },
});
