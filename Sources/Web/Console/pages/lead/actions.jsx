// What people do with a lead: call, note, move, claim, hand back, give to somebody else. Each resolves with the lead or false.
import { reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { number } from 'console/lib/format.js';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { Field, SelectField, Segmented, TextField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { ErrorNotice, Skeleton } from 'console/parts/States.jsx';
import { showDialog, toast, toastError } from 'console/parts/dialogs.jsx';
import { atHour, dayTime, instantOf, wallText } from './time.jsx';
import { aboutLead, claimWords, followUpKinds, invalidReasons, leadName, presenceName, stageName } from './words.jsx';

/** Takes a lead out of its pool. */
export async function claim(lead) {
  try {
    const taken = await api.post(`/leads/${lead.id}/claim`);
    toast(t('lead.claimed', { name: leadName(lead) }));
    return taken;
  } catch (error) {
    const words = claimWords(error);
    if (words) toast(words);
    else toastError(error);
    return false;
  }
}

const soonTimes = () => [
  { key: 'hour', label: t('lead.soon.hour'), at: () => new Date(Date.now() + 3_600_000).toISOString() },
  { key: 'evening', label: t('lead.soon.evening'), at: () => atHour(0, 18) },
  { key: 'morning', label: t('lead.soon.morning'), at: () => atHour(1, 10) },
  { key: 'three', label: t('lead.soon.three'), at: () => atHour(3, 10) },
  { key: 'week', label: t('lead.soon.week'), at: () => atHour(7, 10) },
].filter((each) => each.key !== 'evening' || new Date(each.at()) > Date.now() + 900_000);

/** When the next action is due: usual times as buttons, or any. */
export const NextField = ({ form }) => (
  <Field label={t('lead.followUp.next')} hint={form.nextAt ? t('lead.followUp.nextIs', { time: dayTime(instantOf(form.nextAt)) }) : t('lead.followUp.nextHint')}>
    <div class="lead-soon">{soonTimes().map((each) => {
      const value = wallText(each.at());
      const on = form.soon === each.key;
      return <Button key={each.key} small label={each.label} on={on} act={() => { Object.assign(form, on ? { soon: '', nextAt: '' } : { soon: each.key, nextAt: value }); }} />;
    })}</div>
    <TextField type="datetime-local" aria-label={t('lead.followUp.next')} modelValue={form.nextAt} onUpdate:modelValue={(value) => { form.nextAt = value ?? ''; form.soon = ''; }} />
  </Field>
);
NextField.props = ['form'];

export const blankFollowUp = (kind = 'call') => ({ kind, text: '', nextAt: '', soon: '', error: null });

export const saveFollowUp = (lead, form) => api.post(`/leads/${lead.id}/follow-ups`, {
  kind: form.kind, text: form.text.trim(), nextAt: form.nextAt ? instantOf(form.nextAt) : undefined,
});

/** The fields of a follow-up. */
export const FollowUpFields = ({ form, autofocus }) => (
  <>
    <div class="row"><Segmented label={t('lead.followUp.kind')} value={form.kind} options={followUpKinds.map((value) => ({ value, label: t(`lead.followUp.${value}`) }))} onPick={(value) => { form.kind = value; }} /></div>
    <p class="muted small">{t(form.kind === 'note' ? 'lead.followUp.noteMeaning' : 'lead.followUp.meaning')}</p>
    <TextField type="textarea" autogrow autofocus={autofocus} label={t('lead.followUp.text')} placeholder={t('lead.followUp.placeholder')} maxlength="2000" {...model(form, 'text')} />
    <NextField form={form} />
  </>
);
FollowUpFields.props = ['form', 'autofocus'];

export function followUp(lead, kind = 'call') {
  const form = reactive(blankFollowUp(kind));
  return showDialog({
    title: t('lead.followUp.of', { name: leadName(lead) }),
    width: 540,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          close(await saveFollowUp(lead, form));
          toast(t('lead.followUp.saved'));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); save(); }}>
          <FollowUpFields form={form} autofocus />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} disabled={form.kind === 'note' && !form.text.trim()} act={save} /></div>
        </form>
      );
    },
  });
}

/** The whole number as a big button that dials, then what came of it. */
export function call(lead) {
  const form = reactive({ ...blankFollowUp('call'), phone: null, failure: null, outcome: '' });
  api.get(`/leads/${lead.id}`, { reveal: true }).then((whole) => { form.phone = whole.phone; }, (error) => { form.failure = error; });
  return showDialog({
    title: t('lead.call.of', { name: leadName(lead) }),
    width: 460,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          const silent = form.outcome === 'silent';
          const text = silent ? [t('lead.call.silentNote'), form.text.trim()].filter(Boolean).join(' · ') : form.text;
          close(await saveFollowUp(lead, { ...form, kind: silent ? 'note' : 'call', text }));
          toast(t('lead.followUp.saved'));
        } catch (error) {
          form.error = error;
        }
      };
      const pick = (outcome) => Object.assign(form, { outcome, ...(outcome === 'silent' && !form.nextAt && { soon: 'hour', nextAt: wallText(Date.now() + 3_600_000) }) });
      return (
        <div class="form">
          {aboutLead(lead) && <p class="soft">{aboutLead(lead)}</p>}
          {form.failure ? <ErrorNotice error={form.failure} /> : !form.phone ? <Skeleton kind="rows" count={1} /> : (
            <div class="lead-dial"><a class="btn primary lead-big grow num" href={`tel:${form.phone}`}><Icon name="call" size={19} />{spaced(form.phone)}</a><Copy text={form.phone} /></div>
          )}
          <Field label={t('lead.call.outcome')}>
            <div class="lead-outcomes">
              <Button icon="check" label={t('lead.call.connected')} on={form.outcome === 'connected'} act={() => { pick('connected'); }} />
              <Button icon="close" label={t('lead.call.silent')} on={form.outcome === 'silent'} act={() => { pick('silent'); }} />
            </div>
          </Field>
          {form.outcome && (
            <>
              <p class="muted small">{t(form.outcome === 'silent' ? 'lead.call.silentMeaning' : 'lead.followUp.meaning')}</p>
              <TextField type="textarea" autogrow label={t('lead.followUp.text')} placeholder={t('lead.followUp.placeholder')} maxlength="1900" {...model(form, 'text')} />
              <NextField form={form} />
              {form.error && <ErrorNotice error={form.error} />}
              <Button kind="primary" block label={t('lead.call.save')} act={save} />
            </>
          )}
        </div>
      );
    },
  });
}

/** 13800138000 → 138 0013 8000 */
export const spaced = (phone) => (/^1\d{10}$/.test(phone) ? phone.replace(/(\d{3})(\d{4})(\d{4})/, '$1 $2 $3') : phone);

/** Moves a lead to another stage; asks for what the stage needs. */
export async function move(lead, stage) {
  if (stage === 'won' || stage === 'lost' || stage === 'invalid') return finish(lead, stage);
  try {
    const moved = await api.post(`/leads/${lead.id}/stage`, { stage });
    toast(stage === 'new' ? t('lead.accepted', { name: leadName(lead) }) : t('lead.moved', { name: leadName(lead), stage: stageName(moved.state) }));
    return moved;
  } catch (error) {
    toastError(error);
    return false;
  }
}

function finish(lead, stage) {
  const form = reactive({ reason: '', code: '', money: lead.valueFen ? String(lead.valueFen / 100) : '', error: null });
  return showDialog({
    title: t(`lead.finish.${stage}`, { name: leadName(lead) }),
    width: 500,
    body: ({ close }) => {
      const ready = stage !== 'invalid' || form.code;
      const save = async () => {
        form.error = null;
        try {
          const valueFen = stage === 'won' && form.money !== '' && form.money !== null ? Math.round(Number(form.money) * 100) : undefined;
          close(await api.post(`/leads/${lead.id}/stage`, { stage, reason: stage === 'invalid' ? form.code : form.reason.trim(), valueFen }));
          toast(t('lead.moved', { name: leadName(lead), stage: stageName(stage) }));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (ready) save(); }}>
          <p class="soft">{t(`lead.finish.${stage}.meaning`)}</p>
          {stage === 'won' && <TextField type="number" min="0" step="0.01" prefix="¥" label={t('lead.value')} optional hint={t('lead.value.hint')} autofocus {...model(form, 'money')} />}
          {stage === 'invalid' && <div class="lead-reasons" role="radiogroup" aria-label={t('dialog.reason')}>{invalidReasons.map((code) => (
            <button key={code} type="button" role="radio" aria-checked={String(form.code === code)} class={['lead-choice', form.code === code && 'on']} onClick={() => { form.code = code; }}>{t(`lead.invalid.${code}`)}</button>
          ))}</div>}
          {stage === 'lost' && <div class="lead-soon">{['price', 'rival', 'later', 'no_need', 'silent'].map((code) => {
            const words = t(`lead.lost.${code}`);
            return <Button key={code} small label={words} on={form.reason === words} act={() => { form.reason = words; }} />;
          })}</div>}
          {stage !== 'invalid' && <TextField type="textarea" autogrow label={t('lead.finish.reason')} optional maxlength="200" {...model(form, 'reason')} />}
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} />
            <Button kind={stage === 'won' ? 'primary' : 'danger primary'} label={t(`lead.finish.${stage}.do`)} disabled={!ready} act={save} /></div>
        </form>
      );
    },
  });
}

/** Back into the pool, with a reason the next one sees. */
export function handBack(lead) {
  const form = reactive({ reason: '', error: null });
  return showDialog({
    title: t('lead.handBack.of', { name: leadName(lead) }),
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          const left = await api.post(`/leads/${lead.id}/hand-back`, { reason: form.reason.trim() });
          close(left);
          toast(t(left.state === 'pooled' ? 'lead.handBack.done' : 'lead.handBack.noPool'));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); save(); }}>
          <p class="soft">{t('lead.handBack.meaning')}</p>
          <TextField type="textarea" autogrow autofocus label={t('dialog.reason')} optional placeholder={t('lead.handBack.placeholder')} maxlength="200" {...model(form, 'reason')} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('lead.handBack')} act={save} /></div>
        </form>
      );
    },
  });
}

/** Gives it to somebody by hand; people: of /salespeople. */
export function reassign(lead, people) {
  const others = people.filter((person) => person.active && person.id !== lead.owner);
  const form = reactive({ salesperson: null, reason: '', error: null });
  return showDialog({
    title: t(lead.owner ? 'lead.reassign.of' : 'lead.assign.of', { name: leadName(lead) }),
    width: 520,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          const given = await api.post(`/leads/${lead.id}/reassign`, { salesperson: form.salesperson, reason: form.reason.trim() });
          close(given);
          toast(t('lead.reassigned', { name: leadName(lead), to: given.ownerName }));
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (form.salesperson) save(); }}>
          <SelectField label={t('lead.reassign.to')} searchable options={peopleOptions(others)} {...model(form, 'salesperson')} />
          <TextField label={t('dialog.reason')} optional hint={t('lead.reassign.hint')} maxlength="200" {...model(form, 'reason')} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t(lead.owner ? 'lead.reassign' : 'lead.assign')} disabled={!form.salesperson} act={save} /></div>
        </form>
      );
    },
  });
}

/** Salespeople as options: the present and least busy first. */
export const peopleOptions = (people) => [...people]
  .sort((a, b) => (a.presence === 'online' ? 0 : 1) - (b.presence === 'online' ? 0 : 1) || a.load / a.capacity - b.load / b.capacity || a.name.localeCompare(b.name))
  .map((person) => ({ value: person.id, label: person.name, caption: [presenceName(person.presence), t('lead.loadOf', { load: number(person.load), capacity: number(person.capacity) }), person.nodeName].filter(Boolean).join(' · ') }));
