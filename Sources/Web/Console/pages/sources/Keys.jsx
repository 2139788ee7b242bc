// The keys of a source: make, copy, revoke.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { ago, date } from 'console/lib/format.js';
import { model } from 'console/lib/model.js';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Empty, ErrorNotice } from 'console/parts/States.jsx';
import { Segmented, TextField } from 'console/parts/Fields.jsx';
import { confirm, showDialog, toast } from 'console/parts/dialogs.jsx';
import { originList } from './create.jsx';
import { Signing } from './Signing.jsx';

function makeKey(source) {
  const form = reactive({ kind: source.kind === 'browser' ? 'browser' : 'server', label: '', origins: '', error: null, made: null });
  return showDialog({
    title: t('sources.newKey'),
    body: ({ close }) => {
      if (form.made) {
        return (
          <div class="form">
            <p class="soft">{t(form.made.kind === 'server' ? 'sources.keyOnce' : 'sources.keyMade')}</p>
            <div class="notice good"><Icon name="key" /><code class="grow" style="overflow-wrap:anywhere">{form.made.value}</code><Copy text={form.made.value} label={t('common.copy')} /></div>
            <div class="row end"><Button kind="primary" label={t('sources.keyKept')} act={() => { close(form.made); }} /></div>
          </div>
        );
      }
      const save = async () => {
        form.error = null;
        try {
          form.made = await api.post(`/sources/${source.id}/keys`, {
            kind: form.kind, label: form.label.trim() || undefined, origins: form.kind === 'browser' ? originList(form.origins) : undefined,
          });
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <div class="form">
          <Segmented label={t('sources.keyKind')} value={form.kind} options={['server', 'browser'].map((value) => ({ value, label: t(`sources.key.${value}`) }))} onPick={(value) => { form.kind = value; }} />
          <p class="soft small">{t(`sources.key.${form.kind}.meaning`)}</p>
          <TextField label={t('sources.keyLabel')} optional hint={t('sources.keyLabelHint')} maxlength="60" {...model(form, 'label')} />
          {form.kind === 'browser' && <TextField label={t('sources.origins')} hint={t('sources.originsHint')} placeholder="https://www.example.com" {...model(form, 'origins')} />}
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} />
            <Button kind="primary" label={t('sources.newKey')} disabled={form.kind === 'browser' && originList(form.origins).length === 0} act={save} /></div>
        </div>
      );
    },
  });
}

export const Keys = ({ source, changed, made }) => {
  const create = async () => {
    const key = await makeKey(source);
    if (!key) return;
    made(key);
    await changed();
  };
  const revoke = (key) => confirm({
    title: t('sources.revokeTitle', { key: key.label || key.hint }), danger: true, action: t('sources.revoke'),
    consequence: t('sources.revokeConsequence'),
    act: async () => {
      await api.delete(`/keys/${key.id}`);
      await changed();
      toast(t('sources.revoked'));
    },
  });
  return (
    <>
      {mayChange('sources.write') && <div><Button icon="plus" label={t('sources.newKey')} act={() => { create(); }} /></div>}
      {source.keys.length === 0 && <Empty icon="key" title={t('sources.noKeys')} why={t('sources.noKeys.why')} />}
      {source.keys.map((key) => (
        <div key={key.id} class={['source-key', key.revokedAt && 'revoked']}>
          <div class="row">
            <Icon name="key" size={16} /><strong class="ellipsis">{key.label || t(`sources.key.${key.kind}`)}</strong>
            <Badge label={t(`sources.key.${key.kind}`)} tone={key.kind === 'server' ? 'accent' : ''} />
            {key.revokedAt && <Badge label={t('sources.keyRevoked')} tone="bad" />}
            <span class="grow" />
            {mayChange('sources.write') && !key.revokedAt && <Button small kind="danger" label={t('sources.revoke')} act={() => { revoke(key); }} />}
          </div>
          <div class="row"><code class="ellipsis">{key.value ?? `••••••••${key.hint}`}</code>{key.value && <Copy text={key.value} />}</div>
          {key.origins?.length > 0 && <div class="small soft">{t('sources.origins')}: {key.origins.join(', ')}</div>}
          <div class="small muted">{t('sources.keyDates', { made: date(key.createdAt), used: key.lastUsedAt ? ago(key.lastUsedAt) : t('common.never') })}</div>
        </div>
      ))}
      {mayChange('sources.write') && source.keys.some((key) => key.kind === 'browser' && !key.revokedAt) && <Signing source={source} changed={changed} />}
    </>
  );
};
Keys.props = ['source', 'changed', 'made'];
