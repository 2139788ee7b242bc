// Name and address of a page.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { Button } from 'console/parts/Button.jsx';
import { TextField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog } from 'console/parts/dialogs.jsx';

export async function rename(page, changed) {
  const form = reactive({ name: page.name, slug: page.slug, error: null });
  const done = await showDialog({
    title: t('lpage.rename'),
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          await api.patch(`/pages/${page.id}`, { name: form.name.trim(), slug: form.slug.trim() === page.slug ? undefined : form.slug.trim() });
          close(true);
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); save(); }}>
          <TextField label={t('lpages.name')} hint={t('lpages.nameHint')} autofocus maxlength="80" {...model(form, 'name')} />
          <TextField label={t('lpages.slug')} hint={t('lpage.slugChange')} prefix="/p/" maxlength="63" {...model(form, 'slug')} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} disabled={!form.name.trim() || !form.slug.trim()} act={save} /></div>
        </form>
      );
    },
  });
  if (done) await changed();
}
