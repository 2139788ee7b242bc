// One link, or one for every name on every page.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { saveCSV } from 'console/lib/download.js';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { TextField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog } from 'console/parts/dialogs.jsx';
import { OriginField, TargetFields, UTMFields, blankUTM, cleanUTM } from './fields.jsx';

const hasTarget = (form, many) => (form.to === 'url' ? /^https?:\/\/\S+\.\S+/.test(form.url.trim()) : many ? form.pages.length > 0 : Boolean(form.page));

/** Resolves with the link or false. start: { origin, page }. */
export function createLink({ origins, pages, start = {} }) {
  const form = reactive({ name: '', slug: '', origin: start.origin ?? null, to: pages.length ? 'page' : 'url', page: start.page ?? pages[0]?.id ?? null, url: '', utm: blankUTM(), error: null });
  return showDialog({
    title: t('links.new'),
    width: 600,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          close(await api.post('/links', {
            name: form.name.trim(), slug: form.slug.trim() || undefined, origin: form.origin, page: form.to === 'page' ? form.page : null, url: form.to === 'url' ? form.url.trim() : undefined, utm: cleanUTM(form.utm),
          }));
        } catch (error) {
          form.error = error;
        }
      };
      const ready = form.name.trim() && hasTarget(form, false);
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (ready) save(); }}>
          <div class="form-row">
            <TextField label={t('links.name')} hint={t('links.nameHint')} autofocus maxlength="80" {...model(form, 'name')} />
            <TextField label={t('links.slug')} optional hint={t('links.slugHint')} prefix="/l/" maxlength="63" {...model(form, 'slug')} />
          </div>
          <OriginField form={form} origins={origins} />
          <TargetFields form={form} pages={pages} />
          <UTMFields utm={form.utm} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('links.create')} disabled={!ready} act={save} /></div>
        </form>
      );
    },
  });
}

const tableOf = (links) => [[t('links.name'), t('links.address'), t('common.origin'), t('links.target')], ...links.map((link) => [link.name, link.address, link.originName ?? '', link.pageName ?? link.url ?? ''])];

/** Resolves with what was made or false. */
export function createMany({ origins, pages, start = {} }) {
  const form = reactive({ names: '', origin: start.origin ?? null, to: pages.length ? 'page' : 'url', pages: start.page ? [start.page] : pages.slice(0, 1).map((page) => page.id), url: '', utm: blankUTM(), error: null, made: null });
  return showDialog({
    title: t('links.bulk'),
    width: 640,
    body: ({ close }) => {
      if (form.made) {
        const links = form.made.items;
        return (
          <div class="form">
            <p class="soft">{t('links.bulk.made', { n: links.length })}</p>
            <div class="links-made"><table class="plain"><tbody>{links.map((link) => <tr key={link.id}><td class="ellipsis">{link.name}<div class="muted small ellipsis">{link.pageName ?? link.url}</div></td><td><code class="ellipsis">{link.address}</code></td><td class="right"><Copy text={link.address} /></td></tr>)}</tbody></table></div>
            <div class="row end wrap"><Copy text={links.map((link) => `${link.name}\t${link.address}`).join('\n')} label={t('links.copyAll')} />
              <Button icon="download" label="CSV" act={() => { saveCSV(t('nav.links'), tableOf(links)); }} /><Button kind="primary" label={t('common.done')} act={() => { close(form.made); }} /></div>
          </div>
        );
      }
      const names = form.names.split('\n').map((line) => line.trim()).filter(Boolean);
      const count = names.length * (form.to === 'page' ? form.pages.length : 1);
      const save = async () => {
        form.error = null;
        try {
          form.made = await api.post('/links/bulk', { origin: form.origin, names, pages: form.to === 'page' ? form.pages : undefined, url: form.to === 'url' ? form.url.trim() : undefined, utm: cleanUTM(form.utm) });
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <div class="form">
          <TextField type="textarea" rows="6" label={t('links.bulk.names')} hint={t('links.bulk.hint')} placeholder={t('links.bulk.example')} autofocus {...model(form, 'names')} />
          <OriginField form={form} origins={origins} />
          <TargetFields form={form} pages={pages} many />
          <UTMFields utm={form.utm} />
          {count > 1000 && <p class="bad small">{t('links.bulk.most')}</p>}
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} />
            <Button kind="primary" label={t('links.bulk.create', { n: count })} disabled={count === 0 || count > 1000 || !hasTarget(form, true)} act={save} /></div>
        </div>
      );
    },
  });
}
