// 账号与角色: who may sign in, and what each role may do.
import { computed, defineComponent, reactive } from 'vue';
import { api } from 'console/api.js';
import { setQuery, useQuery } from 'console/router.jsx';
import { session } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { ago, date, dateTime } from 'console/lib/format.js';
import { model } from 'console/lib/model.js';
import { nodeOptions } from 'console/lib/organisation.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Avatar, Badge } from 'console/parts/Status.jsx';
import { Empty, ErrorNotice, Failed } from 'console/parts/States.jsx';
import { SelectField, Tabs, TextField } from 'console/parts/Fields.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { confirm, showDialog, toast, toastError } from 'console/parts/dialogs.jsx';
import { RoleTable } from './RoleTable.jsx';

const roles = ['admin', 'marketer', 'sales', 'analyst'];
const roleOptions = () => roles.map((value) => ({ value, label: t(`role.${value}`), caption: t(`role.${value}.may`) }));
const tones = { active: 'good', invited: 'accent', disabled: '' };

/** Shows a one-time link; it is not shown again. */
function showLink(name, link) {
  const whole = new URL(link, location.origin).href;
  return showDialog({
    title: t('users.linkTitle', { name }),
    body: ({ close }) => (
      <div class="form">
        <p class="soft">{t('users.linkText')}</p>
        <div class="notice good"><Icon name="link" /><code class="grow" style="overflow-wrap:anywhere">{whole}</code></div>
        <div class="row end"><Copy text={whole} label={t('common.copy')} /><Button kind="primary" label={t('common.done')} act={() => { close(true); }} /></div>
      </div>
    ),
  });
}

export default defineComponent({
  name: 'UsersPage',
  setup() {
    const list = useLoad(async (signal) => (await api.get('/users', { limit: 500 }, { signal })).items);
    const tree = useLoad(async (signal) => nodeOptions((await api.get('/organisation', null, { signal })).nodes));
    const tab = useQuery('tab', 'users');
    const open = useQuery('open', '', { replace: false });
    const nodeName = computed(() => new Map((tree.data ?? []).map((node) => [String(node.value), node.path])));
    const current = () => list.data?.find((user) => String(user.id) === open.value);

    function invite() {
      const form = reactive({ name: '', email: '', role: 'marketer', node: null, error: null });
      return showDialog({
        title: t('users.invite'),
        body: ({ close }) => {
          const save = async () => {
            form.error = null;
            try {
              const answer = await api.post('/users', { name: form.name.trim(), email: form.email.trim(), role: form.role, node: form.node ?? undefined });
              close(true);
              list.reload();
              showLink(form.name.trim(), answer.loginLink);
            } catch (error) {
              form.error = error;
            }
          };
          const needsNode = form.role === 'sales' && form.node === null;
          return (
            <div class="form">
              <div class="form-row"><TextField label={t('account.name')} autofocus maxlength="80" {...model(form, 'name')} /><TextField label={t('account.email')} type="email" {...model(form, 'email')} /></div>
              <SelectField label={t('users.role')} hint={t(`role.${form.role}.may`)} options={roleOptions()} {...model(form, 'role')} />
              <SelectField label={t('users.node')} optional={form.role !== 'sales' || undefined} hint={t('users.nodeHint')} searchable clearable options={tree.data ?? []} {...model(form, 'node')} />
              {form.error && <ErrorNotice error={form.error} />}
              <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('users.inviteNow')} disabled={!form.name.trim() || !form.email.trim() || needsNode} act={save} /></div>
            </div>
          );
        },
      });
    }

    const columns = () => [
      { key: 'name', label: t('account.name'), main: true, sort: true, value: (user) => user.name, render: (user) => <span class="row"><Avatar name={user.name} /><span class="ellipsis"><strong>{user.name}</strong>{String(user.id) === String(session.account.id) && <span class="muted small"> {t('users.you')}</span>}</span></span> },
      { key: 'email', label: t('account.email'), sort: true },
      { key: 'role', label: t('users.role'), sort: true, render: (user) => t(`role.${user.role}`) },
      { key: 'node', label: t('users.node'), render: (user) => (user.node === null || user.node === undefined ? <span class="muted">{user.role === 'sales' ? t('users.noNode') : t('users.everything')}</span> : nodeName.value.get(String(user.node)) ?? String(user.node)) },
      { key: 'status', label: t('common.status'), sort: true, render: (user) => <Badge tone={tones[user.status]} label={t(`users.status.${user.status}`)} /> },
      { key: 'lastLoginAt', label: t('users.lastLogin'), sort: true, render: (user) => (user.lastLoginAt ? <span>{ago(user.lastLoginAt)}<QTooltip delay={300}>{dateTime(user.lastLoginAt)}</QTooltip></span> : <span class="muted">{t('common.never')}</span>) },
    ];

    return () => (
      <Page title={t('nav.users')} purpose={t('users.purpose')}>{{
        actions: () => <Button kind="primary" icon="plus" label={t('users.invite')} act={() => { invite(); }} />,
        default: () => (
          <div class="stack">
            <Tabs value={tab.value} options={[{ value: 'users', label: t('users.tab.users'), count: list.data?.length }, { value: 'roles', label: t('users.tab.roles') }]} onPick={(value) => { tab.value = value; }} />
            {tab.value === 'roles' ? <RoleTable roles={roles} />
              : list.error && !list.data ? <Failed error={list.error} retry={list.reload} />
                : <DataTable label={t('nav.users')} columns={columns()} rows={list.data ?? []} loading={list.loading} rowKey={(user) => user.id} active={current()?.id} open={(user) => setQuery({ open: String(user.id) }, { replace: false })}>{{
                  empty: () => <Empty icon="people" title={t('users.empty')} why={t('users.empty.why')} />,
                }}</DataTable>}
            <SideDrawer open={Boolean(current())} title={current()?.name} subtitle={current()?.email} close={() => setQuery({ open: undefined })}>
              {() => current() && <UserForm key={current().id} user={current()} nodes={tree.data ?? []} changed={list.reload} />}
            </SideDrawer>
          </div>
        ),
      }}</Page>
    );
  },
});

const UserForm = defineComponent({
  name: 'UserForm',
  props: ['user', 'nodes', 'changed'],
  setup(props) {
    const form = reactive({ name: props.user.name, role: props.user.role, node: props.user.node ?? null });
    const patch = async (change, message) => {
      await api.patch(`/users/${props.user.id}`, change);
      await props.changed();
      toast(message);
    };
    const changes = () => ({
      ...(form.name.trim() !== props.user.name && { name: form.name.trim() }),
      ...(form.role !== props.user.role && { role: form.role }),
      ...((form.node ?? null) !== (props.user.node ?? null) && { node: form.node ?? null }),
    });
    const save = () => patch(changes(), t('common.saved')).catch(toastError);
    const link = async () => {
      try {
        showLink(props.user.name, (await api.post(`/users/${props.user.id}/login-link`)).link);
      } catch (error) {
        toastError(error);
      }
    };
    const disable = () => confirm({
      title: t('users.disableTitle', { name: props.user.name }), consequence: t('users.disableConsequence'), action: t('users.disable'), danger: true,
      act: () => patch({ status: 'disabled' }, t('users.disabledNow')),
    });
    return () => {
      const { user } = props;
      const isSelf = String(user.id) === String(session.account.id);
      const isChanged = Object.keys(changes()).length > 0;
      return (
        <div class="form">
          <dl class="facts"><dt>{t('common.status')}</dt><dd><Badge tone={tones[user.status]} label={t(`users.status.${user.status}`)} /></dd>
            <dt>{t('common.created')}</dt><dd class="num">{date(user.createdAt)}</dd><dt>{t('users.lastLogin')}</dt><dd class="num">{dateTime(user.lastLoginAt)}</dd></dl>
          <TextField label={t('account.name')} maxlength="80" {...model(form, 'name')} />
          <SelectField label={t('users.role')} hint={isSelf ? t('users.ownRole') : t(`role.${form.role}.may`)} disable={isSelf} options={roleOptions()} {...model(form, 'role')} />
          <SelectField label={t('users.node')} hint={t('users.nodeHint')} searchable clearable options={props.nodes} {...model(form, 'node')} />
          <div class="row wrap">
            <Button kind="primary" label={t('common.save')} disabled={!isChanged || !form.name.trim() || (form.role === 'sales' && form.node === null)} act={save} />
            {user.status !== 'disabled' && <Button icon="link" label={t('users.link')} act={link} />}
            <span class="grow" />
            {!isSelf && (user.status === 'disabled'
              ? <Button label={t('users.enable')} act={() => patch({ status: 'active' }, t('users.enabledNow')).catch(toastError)} />
              : <Button kind="danger" label={t('users.disable')} act={() => { disable(); }} />)}
          </div>
        </div>
      );
    };
  },
});
