// Who comes in, and the settings of the whole: coming again, the goal, what ends it, the control group.
import { t } from 'console/i18n/index.js';
import { parts, timeZone } from 'console/lib/format.js';
import { Link, isAvailable } from 'console/router.jsx';
import { can } from 'console/session.js';
import { QToggle } from 'console/lib/quasar.js';
import { Button } from 'console/parts/Button.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { RuleEditor } from 'console/parts/RuleEditor.jsx';
import { Field, Segmented, SelectField, TextField } from 'console/parts/Fields.jsx';
import { EventFields } from './Fields.jsx';
import { RulePreview } from './StepForm.jsx';
import { cronWords, known } from './words.jsx';

const everybody = { all: [] };
const kinds = {
  event: () => ({ type: 'event', event: '' }), tag: () => ({ type: 'tag', tag: '' }),
  once: () => ({ type: 'schedule', at: '', rule: everybody }), cron: () => ({ type: 'schedule', cron: '0 10 * * *', zone: timeZone(), rule: everybody }),
};
export const entryKind = (entry) => (entry?.type === 'schedule' ? (entry.cron !== undefined ? 'cron' : 'once') : entry?.type);

// A moment as the field of the browser writes it, in the console's time zone, and back.
const local = (at) => { if (!at || Number.isNaN(Date.parse(at))) return ''; const p = parts(at); return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`; };
function instant(text) {
  if (!text) return '';
  const wall = Date.parse(`${text}:00Z`);
  let at = wall;
  for (let turn = 0; turn < 2; turn += 1) { const p = parts(at); at += wall - Date.parse(`${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:00Z`); }
  return new Date(at).toISOString();
}

const cronKind = (cron) => {
  const [minute, hour, day, month, weekday] = (cron ?? '').trim().split(/\s+/);
  if (!/^\d+$/.test(minute ?? '') || !/^\d+$/.test(hour ?? '') || month !== '*') return 'other';
  return day === '*' && weekday === '*' ? 'daily' : day === '*' && /^[0-6]$/.test(weekday) ? 'weekly' : weekday === '*' && /^\d+$/.test(day) ? 'monthly' : 'other';
};

export const EntryForm = ({ draft, change, locked, problems, stamp }) => {
  const entry = draft.entry ?? {};
  const kind = entryKind(entry);
  const alter = (how, group) => change((value) => { value.entry ??= {}; how(value.entry); }, group && `entry.${group}`);
  const [minute = '0', hour = '10', day = '1', , weekday = '1'] = (entry.cron ?? '').trim().split(/\s+/);
  const cron = cronKind(entry.cron);
  const setCron = (next) => alter((each) => { each.cron = next; }, 'cron');
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  const atTime = (text, rest) => { const [h, m] = (text || '10:00').split(':').map(Number); setCron(`${m || 0} ${h || 0} ${rest}`); };
  const rest = { daily: () => '* * *', weekly: () => `* * ${/^\d$/.test(weekday) ? weekday : 1}`, monthly: () => `${/^\d+$/.test(day) ? day : 1} * *` };
  const tags = [...new Set([...(known.tags ?? []).map((tag) => tag.name), entry.tag].filter(Boolean))];
  return (
    <div class="form">
      {problems.map((text) => <div key={text} class="notice warn"><Icon name="warning" /><span>{text}</span></div>)}
      <div class="field"><span class="field-label">{t('journey.entry.how')}</span>
        <div class="journey-kinds" role="radiogroup" aria-label={t('journey.entry.how')}>{Object.keys(kinds).map((key) => (
          <button key={key} type="button" role="radio" aria-checked={String(key === kind)} disabled={locked} class={['journey-kind', key === kind && 'on']} onClick={() => { if (key !== kind) change((value) => { const rule = value.entry?.rule; value.entry = kinds[key](); if (rule) value.entry.rule = rule; }); }}>
            <strong>{t(`journey.entry.kind.${key}`)}</strong><span class="muted small">{t(`journey.entry.kind.${key}.for`)}</span></button>))}</div></div>
      {kind === 'event' && <EventFields label={t('journey.entry.onEvent')} value={entry} change={alter} locked={locked} />}
      {kind === 'tag' && <SelectField searchable label={t('rule.kind.tag')} placeholder={t('journey.pickTag')} disable={locked} options={tags.map((name) => ({ value: name, label: name }))}
        onNewValue={(text, done) => { done(null); alter((each) => { each.tag = text.trim(); }); }} modelValue={entry.tag || null} onUpdate:modelValue={(name) => { if (name) alter((each) => { each.tag = name; }); }} />}
      {kind === 'once' && <TextField type="datetime-local" label={t('journey.entry.at')} hint={timeZone()} disable={locked} modelValue={local(entry.at)} onUpdate:modelValue={(text) => alter((each) => { each.at = instant(text); })} />}
      {kind === 'cron' && (
        <>
          <Field label={t('journey.entry.often')}><Segmented label={t('journey.entry.often')} value={cron} options={['daily', 'weekly', 'monthly', 'other'].map((value) => ({ value, label: t(`journey.often.${value}`) }))}
            onPick={(value) => { if (!locked) { if (value === 'other') setCron('0 10 * * 1-5'); else atTime(cron === 'other' ? '10:00' : time, rest[value]()); } }} /></Field>
          {cron === 'other' ? <TextField label={t('journey.entry.cron')} hint={t('journey.entry.cronHint')} disable={locked} modelValue={entry.cron} onUpdate:modelValue={(text) => setCron(text ?? '')} /> : (
            <div class="form-row">
              {cron === 'weekly' && <SelectField label={t('journey.entry.weekday')} disable={locked} options={['1', '2', '3', '4', '5', '6', '0'].map((value) => ({ value, label: t(`journey.weekday.${value}`) }))} modelValue={weekday} onUpdate:modelValue={(value) => atTime(time, `* * ${value}`)} />}
              {cron === 'monthly' && <TextField type="number" min="1" max="28" label={t('journey.entry.day')} disable={locked} modelValue={day} onUpdate:modelValue={(value) => atTime(time, `${Math.min(28, Math.max(1, Math.round(Number(value)) || 1))} * *`)} />}
              <TextField type="time" label={t('journey.timeOfDay')} disable={locked} modelValue={time} onUpdate:modelValue={(text) => { if (text) atTime(text, rest[cron]()); }} />
            </div>
          )}
          <p class="muted small">{cronWords(entry.cron)} · {entry.zone ?? 'Asia/Shanghai'}</p>
        </>
      )}
      {kind && <Field label={t(kind === 'once' || kind === 'cron' ? 'journey.entry.whom' : 'journey.entry.filter')}>
        <RuleEditor key={`${kind}${stamp}`} modelValue={entry.rule ?? null} disable={locked} empty={t('journey.entryEmpty')} onUpdate:modelValue={(value) => alter((each) => { if (value) each.rule = value; else if (each.type === 'schedule') each.rule = everybody; else delete each.rule; }, 'rule')} /></Field>}
      {kind && <RulePreview rule={entry.rule ?? null} />}
      {(kind === 'once' || kind === 'cron') && <div class="notice"><Icon name="shield" /><span>{t('journey.entry.massHint')}</span></div>}
    </div>
  );
};
EntryForm.props = ['draft', 'change', 'locked', 'problems', 'stamp'];

export const SettingsForm = ({ draft, change, locked, problems, policy, stamp }) => {
  const mode = draft.entryMode?.mode ?? 'after_exit';
  const set = (how, group) => change((value) => { value.entryMode = { mode, ...value.entryMode }; how(value.entryMode); }, group);
  const exits = draft.exits ?? [];
  const exitRule = exits.findIndex((exit) => exit.rule);
  const days = Math.round(((draft.entryMode?.minGapMinutes ?? 0) / 1440) * 100) / 100;
  return (
    <div class="form">
      {problems.map((text) => <div key={text} class="notice warn"><Icon name="warning" /><span>{text}</span></div>)}
      <section class="stack tight"><h3>{t('journey.again')}</h3>
        <SelectField aria-label={t('journey.again')} disable={locked} options={['after_exit', 'once', 'concurrent'].map((value) => ({ value, label: t(`journey.again.${value}`) }))} modelValue={mode} onUpdate:modelValue={(value) => change((each) => { each.entryMode = value === 'concurrent' ? { mode: value, key: 'order_id', max: 20 } : { mode: value }; })} />
        {mode === 'after_exit' && <div class="form-row">
          <TextField type="number" min="0" label={t('journey.again.gap')} disable={locked} modelValue={days} onUpdate:modelValue={(text) => set((each) => { each.minGapMinutes = Math.max(0, Math.round(Number(text) * 1440) || 0); }, 'gap')} />
          <TextField type="number" min="0" label={t('journey.again.most')} hint={t('journey.again.mostHint')} disable={locked} modelValue={draft.entryMode?.max ?? 0} onUpdate:modelValue={(text) => set((each) => { each.max = Math.max(0, Math.round(Number(text)) || 0); }, 'most')} /></div>}
        {mode === 'concurrent' && <div class="form-row">
          <TextField label={t('journey.again.key')} hint={t('journey.again.keyHint')} disable={locked} modelValue={draft.entryMode?.key ?? ''} onUpdate:modelValue={(text) => set((each) => { each.key = text ?? ''; }, 'key')} />
          <TextField type="number" min="1" label={t('journey.again.atOnce')} disable={locked} modelValue={draft.entryMode?.max ?? 20} onUpdate:modelValue={(text) => set((each) => { each.max = Math.max(1, Math.round(Number(text)) || 1); }, 'most')} /></div>}
      </section>
      <section class="stack tight"><h3>{t('journey.goal')}</h3><p class="soft small">{t('journey.goalFor')}</p>
        {draft.goal ? (
          <>
            <EventFields value={draft.goal} locked={locked} change={(how, group) => change((value) => how(value.goal), group && `goal.${group}`)} />
            <QToggle dense label={t('journey.goalExits')} disable={locked} modelValue={draft.goal.exits ?? true} onUpdate:modelValue={(value) => change((each) => { each.goal.exits = value; })} />
            {!locked && <div><Button small kind="quiet" icon="trash" label={t('journey.noGoal')} act={() => { change((value) => { delete value.goal; }); }} /></div>}
          </>
        ) : !locked && <div><Button small icon="plus" label={t('journey.addGoal')} act={() => { change((value) => { value.goal = { event: '' }; }); }} /></div>}
      </section>
      <section class="stack tight"><h3>{t('journey.exits')}</h3><p class="soft small">{t('journey.exitsFor')}</p>
        {exits.map((exit, at) => !exit.rule && (
          <div key={at} class="journey-exit"><EventFields value={exit} locked={locked} change={(how, group) => change((value) => how(value.exits[at]), group && `exit${at}.${group}`)} />
            {!locked && <div><Button small kind="quiet" icon="trash" label={t('common.delete')} act={() => { change((value) => { value.exits.splice(at, 1); }); }} /></div>}</div>
        ))}
        {exitRule >= 0 && <div class="journey-exit"><Field label={t('journey.exitRule')}><RuleEditor key={`exit${stamp}`} modelValue={exits[exitRule].rule} disable={locked} empty={t('journey.exitEmpty')} onUpdate:modelValue={(value) => change((each) => { each.exits[exitRule].rule = value ?? everybody; }, 'exitrule')} /></Field>
          {!locked && <div><Button small kind="quiet" icon="trash" label={t('common.delete')} act={() => { change((value) => { value.exits.splice(exitRule, 1); }); }} /></div>}</div>}
        {!locked && <div class="row wrap"><Button small icon="plus" label={t('journey.addExit')} act={() => { change((value) => { value.exits = [...(value.exits ?? []), { event: '' }]; }); }} />
          {exitRule < 0 && <Button small icon="plus" label={t('journey.addExitRule')} act={() => { change((value) => { value.exits = [...(value.exits ?? []), { rule: { all: [{ orders: 'count', op: 'gte', value: 1, within: '7d' }] } }]; }); }} />}</div>}
      </section>
      <section class="stack tight"><h3>{t('journey.holdout')}</h3>
        <TextField type="number" min="0" max="50" suffix="%" aria-label={t('journey.holdout')} hint={t('journey.holdoutFor')} disable={locked} modelValue={(draft.holdout ?? 0) / 100} onUpdate:modelValue={(text) => change((value) => { value.holdout = Math.min(5000, Math.max(0, Math.round(Number(text) * 100) || 0)); }, 'holdout')} />
      </section>
      <section class="stack tight"><h3>{t('journey.guards')}</h3>
        {policy && <p class="small">{t('journey.guardsNow', { start: policy.quietStart, end: policy.quietEnd, day: policy.perDay, sms: policy.smsPerDay })}</p>}
        <p class="soft small">{t('journey.guardsFor')} {isAvailable('channels') && can('channels.write') && <Link to="/channels">{t('nav.channels')}</Link>}</p>
      </section>
      <section class="stack tight"><h3>{t('journey.approval')}</h3><p class="soft small">{t(draft.entry?.type === 'schedule' ? 'journey.approval.mass' : 'journey.approval.none')}</p></section>
    </div>
  );
};
SettingsForm.props = ['draft', 'change', 'locked', 'problems', 'policy', 'stamp'];
