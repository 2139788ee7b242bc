// "My account": the name and the password.
import { reactive } from 'vue';
import { api } from '../api.js';
import { session } from '../session.js';
import { t } from '../i18n/index.js';
import { model } from '../lib/model.js';
import { Button } from '../parts/Button.jsx';
import { TextField } from '../parts/Fields.jsx';
import { showDialog, toast } from '../parts/dialogs.jsx';
import { ErrorNotice } from '../parts/States.jsx';

export function editAccount() {
  const form = reactive({ name: session.account.name, currentPassword: '', password: '', error: null });
  return showDialog({
    title: t('shell.editAccount'),
    body: ({ close }) => {
      const tooShort = form.password !== '' && form.password.length < 10;
      const save = async () => {
        form.error = null;
        try {
          await api.patch('/session/account', {
            name: form.name.trim(),
            ...(form.password && { password: form.password, currentPassword: form.currentPassword || undefined }),
          });
          session.account.name = form.name.trim();
          toast(t('common.saved'));
          close(true);
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <div class="form">
          <TextField label={t('account.name')} {...model(form, 'name')} autocomplete="name" />
          <TextField label={t('account.newPassword')} type="password" optional {...model(form, 'password')} autocomplete="new-password" hint={t('account.passwordRule')} error={tooShort ? t('account.passwordRule') : undefined} />
          {form.password && session.account.hasPassword !== false && <TextField label={t('account.currentPassword')} type="password" {...model(form, 'currentPassword')} autocomplete="current-password" />}
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} disabled={!form.name.trim() || tooShort} act={save} /></div>
        </div>
      );
    },
  });
}
