// 系统设置: name, time, de-duplication, identity rules, how long things are kept. Changes not saved yet are kept in this tab.
import { computed, defineComponent } from 'vue';
import { api } from 'console/api.js';
import { can, mayChange, refreshSession } from 'console/session.js';
import { languages, t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { useDraft } from 'console/lib/draft.js';
import { identifierName } from 'console/lib/words.js';
import { QToggle } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { PlainTable } from 'console/parts/PlainTable.jsx';
import { Async } from 'console/parts/States.jsx';
import { Segmented, SelectField, TextField } from 'console/parts/Fields.jsx';
import { confirm, toast, toastError } from 'console/parts/dialogs.jsx';
import { zoneName, zones } from 'console/parts/TimeRange.jsx';
import { Why } from 'console/parts/Why.jsx';

const MEGABYTE = 1 << 20;

export default defineComponent({
  name: 'SettingsPage',
  setup() {
    const saved = useLoad((signal) => api.get('/settings', null, { signal }));
    const draft = useDraft('settings', { changes: {} });
    const changes = computed(() => draft.form.changes);
    const isChanged = computed(() => Object.keys(changes.value).length > 0);
    const value = (key) => changes.value[key] ?? saved.data[key];
    const change = (key, to) => {
      const next = { ...changes.value };
      if (JSON.stringify(to) === JSON.stringify(saved.data[key])) delete next[key];
      else next[key] = to;
      draft.form.changes = next;
    };
    const bind = (key, { read = (it) => it, write = (it) => it } = {}) => ({
      modelValue: read(value(key)),
      'onUpdate:modelValue': (to) => change(key, write(to)),
      disable: !mayChange('settings.write'),
    });
    const whole = (low, high, unit = 1) => (key) => ({
      ...bind(key, { read: (it) => String(it / unit), write: (text) => Math.round(Number(text) || 0) * unit }),
      error: value(key) < low * unit || value(key) > high * unit ? t('settings.between', { low, high }) : undefined,
      min: low, max: high, type: 'number',
    });
    const dedupe = whole(7, 3650);
    const cap = whole(16, MEGABYTE, MEGABYTE);

    async function send() {
      await api.patch('/settings', changes.value);
      draft.clear();
      await Promise.all([saved.reload(), refreshSession()]);
      toast(t('common.saved'));
    }
    const shortens = (before, after) => after > 0 && (before === 0 || after < before); // 0 keeps for ever
    function save() {
      const removes = ['eventDays', 'runDays', 'auditDays', 'importDays'].some((key) => shortens(saved.data.retention?.[key], changes.value.retention?.[key]));
      const weighty = ['timeZone', 'identity', 'dedupeDays', 'retention'].filter((key) => key in changes.value && (key !== 'retention' || removes));
      if (weighty.length === 0) return send().catch(toastError);
      return confirm({
        title: t('settings.confirm'), action: t('common.save'),
        consequence: weighty.map((key) => t(`settings.consequence.${key}`)).join('\n'), danger: removes, act: send,
      });
    }

    const identity = () => {
      const kinds = value('identity').kinds;
      const set = (at, patch) => change('identity', { kinds: kinds.map((kind, index) => (index === at ? { ...kind, ...patch } : kind)) });
      return (
        <section class="card">
          <header><h2>{t('settings.identity')}</h2><Why title={t('settings.identity')} text={t('settings.identity.meaning')} /></header>
          <PlainTable label={t('settings.identity')} head={[{ label: t('settings.kind') }, { label: t('settings.strength') }, { label: <>{t('settings.exclusive')}<Why title={t('settings.exclusive')} text={t('settings.exclusive.meaning')} /></> }]}
            rows={kinds.map((kind, at) => ({
              key: kind.kind, cells: [
                <><span>{identifierName(kind.kind)}</span> <code class="muted">{kind.kind}</code></>,
                mayChange('settings.write') ? <Segmented small label={t('settings.strength')} value={kind.strength} options={['strong', 'medium', 'weak'].map((strength) => ({ value: strength, label: t(`strength.${strength}`) }))} onPick={(strength) => set(at, { strength })} /> : t(`strength.${kind.strength}`),
                <span class="row"><QToggle dense disable={!mayChange('settings.write')} modelValue={kind.exclusive} aria-label={`${identifierName(kind.kind)} · ${t('settings.exclusive')}`} onUpdate:modelValue={(exclusive) => set(at, { exclusive })} /><span class="muted small settings-exclusive" aria-hidden="true">{t('settings.exclusive')}</span></span>,
              ],
            }))} />
        </section>
      );
    };

    return () => (
      <Page narrow title={t('nav.generalSettings')} purpose={t('settings.purpose')} changes="settings.write">
        {() => (
          <Async state={saved} kind="text">{() => (
            <div class="stack">
              {!can('settings.write') && <div class="notice"><Icon name="lock" />{t('settings.readOnly')}</div>}
              {draft.restored && isChanged.value && <div class="notice"><Icon name="info" />{t('settings.restored')}</div>}
              <section class="card"><header><h2>{t('settings.brand')}</h2></header><div class="body form">
                <div class="form-row">
                  <TextField label={t('settings.name')} hint={t('settings.nameHint')} maxlength="80" {...bind('name')} />
                  <SelectField label={t('settings.locale')} hint={t('settings.localeHint')} options={languages.map(({ id, name }) => ({ value: id, label: name }))} {...bind('locale')} />
                </div>
                <div class="form-row">
                  <SelectField label={t('zone.title')} hint={t('settings.zoneHint')} searchable options={zones().map((zone) => ({ value: zone, label: zoneName(zone) }))} {...bind('timeZone')} />
                  <SelectField label={t('settings.weekStart')} options={['monday', 'sunday'].map((day) => ({ value: day, label: t(`settings.${day}`) }))} {...bind('weekStart')} />
                </div>
              </div></section>
              <section class="card"><header><h2>{t('settings.collect')}</h2></header><div class="body form">
                <div class="form-row">
                  <TextField label={t('settings.dedupeDays')} hint={t('settings.dedupeHint')} {...dedupe('dedupeDays')}>{{ append: () => <span class="small">{t('settings.days')}</span> }}</TextField>
                  <TextField label={t('settings.inboxCap')} hint={t('settings.inboxHint')} {...cap('inboxCapBytes')}>{{ append: () => <span class="small">MB</span> }}</TextField>
                </div>
              </div></section>
              {identity()}
              <section class="card"><header><h2>{t('settings.retention')}</h2></header><div class="body form">
                <p class="muted small">{t('settings.retention.meaning')}</p>
                {['eventDays', 'runDays', 'auditDays', 'importDays'].map((key) => (
                  <TextField key={key} label={t(`settings.${key}`)} hint={t(`settings.${key}.hint`)} type="number" min="0" {...bind('retention', { read: (it) => String(it[key]), write: (text) => ({ ...value('retention'), [key]: Math.max(0, Math.round(Number(text) || 0)) }) })}>{{ append: () => <span class="small">{t('settings.days')}</span> }}</TextField>
                ))}
              </div></section>
              {isChanged.value && (
                <div class="settings-bar card"><span class="soft grow">{t('settings.unsaved', { n: Object.keys(changes.value).length })}</span>
                  <Button label={t('settings.discard')} act={() => { draft.clear(); }} /><Button kind="primary" label={t('common.save')} disabled={Boolean(dedupe('dedupeDays').error || cap('inboxCapBytes').error)} act={save} /></div>
              )}
            </div>
          )}</Async>
        )}
      </Page>
    );
  },
});
