// One origin, or many at once from lines of text.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { Button } from 'console/parts/Button.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog } from 'console/parts/dialogs.jsx';
import { OriginFields, blank, bodyOf } from './OriginForm.jsx';
import { kindName, kinds, originOptions, platformName, platforms } from './words.js';

/** Resolves with the origin or false. */
export function createOrigin(origins, parent = null) {
  const above = origins.find((origin) => origin.id === parent);
  const form = reactive({ ...blank(parent), kind: above ? { ad: 'ad', campaign: 'campaign' }[above.kind] ?? 'link' : 'ad', platform: above?.platform ?? '', owner: above?.owner ?? '', error: null });
  return showDialog({
    title: above ? t('origins.newUnder', { name: above.name }) : t('origins.new'),
    width: 620,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          close(await api.post('/origins', bodyOf(form)));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (form.name.trim()) save(); }}>
          <OriginFields form={form} origins={origins} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('origins.create')} disabled={!form.name.trim()} act={save} /></div>
        </form>
      );
    },
  });
}

/** Lines "name" or "name,code,owner" → what the API takes. */
export function readLines(text, common) {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const [name, code, owner] = line.split(/[,，\t]/).map((part) => part.trim());
    return { ...common, name, code: code || undefined, owner: owner || common.owner };
  });
}

/** Resolves with what was made or false. */
export function createMany(origins, parent = null) {
  const form = reactive({ lines: '', parent, kind: 'link', platform: '', owner: '', error: null });
  return showDialog({
    title: t('origins.bulk'),
    width: 620,
    body: ({ close }) => {
      const items = readLines(form.lines, { kind: form.kind, platform: form.platform, owner: form.owner.trim(), parent: form.parent });
      const save = async () => {
        form.error = null;
        try {
          close(await api.post('/origins/bulk', { parent: form.parent, kind: form.kind, platform: form.platform, items }));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <div class="form">
          <TextField type="textarea" rows="8" label={t('origins.bulk.lines')} hint={t('origins.bulk.hint')} placeholder={t('origins.bulk.example')} autofocus {...model(form, 'lines')} />
          <div class="form-row">
            <SelectField label={t('origins.parent')} optional searchable clearable placeholder={t('origins.top')} options={originOptions(origins)} modelValue={form.parent} onUpdate:modelValue={(value) => { form.parent = value ?? null; }} />
            <TextField label={t('origins.owner')} optional hint={t('origins.bulk.owner')} maxlength="80" {...model(form, 'owner')} />
          </div>
          <div class="form-row">
            <SelectField label={t('origins.kind')} options={kinds.map((value) => ({ value, label: kindName(value) }))} {...model(form, 'kind')} />
            <SelectField label={t('origins.platform')} optional clearable options={platforms.map((value) => ({ value, label: platformName(value) }))} modelValue={form.platform || null} onUpdate:modelValue={(value) => { form.platform = value ?? ''; }} />
          </div>
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('origins.bulk.create', { n: items.length })} disabled={items.length === 0} act={save} /></div>
        </div>
      );
    },
  });
}
