// What is recorded about the customer: traits, touches, organisation, consent.
import { defineComponent, inject, reactive } from 'vue';
import { QSelect } from 'console/lib/quasar.js';
import { api } from 'console/api.js';
import { t, tOr } from 'console/i18n/index.js';
import { can } from 'console/session.js';
import { ago, dateTime } from 'console/lib/format.js';
import { originName } from 'console/lib/names.js';
import { sourceText } from 'console/lib/words.js';
import { actorName } from 'console/lib/people.js';
import { model } from 'console/lib/model.js';
import { nodeOptions } from 'console/lib/organisation.js';
import { Badge, channelName } from 'console/parts/Status.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Field, Segmented, SelectField, TextField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Json } from 'console/parts/Json.jsx';
import { isMasked } from 'console/parts/Masked.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { Why } from 'console/parts/Why.jsx';
import { confirm, showDialog, toast } from 'console/parts/dialogs.jsx';

const traitName = (name) => tOr(`trait.${name.replace(/^\$/, '')}`, name);
const purposeName = (purpose) => tOr(`consent.purpose.${purpose}`, purpose);

/** "12" → 12, "true" → true, anything else as it is. */
function typedValue(text) {
  const plain = text.trim();
  if (/^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/.test(plain)) return Number(plain);
  return plain === 'true' ? true : plain === 'false' ? false : plain;
}

function editTrait(page, name, value) {
  const form = reactive({ name: name ?? '', value: value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value), error: null });
  return showDialog({
    title: name ? t('traits.edit', { name: traitName(name) }) : t('traits.add'), width: 440,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        try {
          page.take(await api.patch(`${page.path}/traits`, { set: { [form.name.trim()]: typedValue(form.value) } }));
          close(true);
        } catch (error) {
          form.error = error;
        }
      };
      const remove = async () => {
        form.error = null;
        try {
          page.take(await api.patch(`${page.path}/traits`, { unset: [name] }));
          close(true);
          toast(t('traits.removed', { name: traitName(name) }), { undo: isMasked(value) ? undefined : async () => { page.take(await api.patch(`${page.path}/traits`, { set: { [name]: value } })); } });
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <div class="form">
          {!name && <TextField autofocus label={t('traits.name')} hint={t('traits.nameHint')} maxlength="100" {...model(form, 'name')} />}
          <TextField label={t('traits.value')} hint={t('traits.valueHint')} {...model(form, 'value')} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end">{name && <Button kind="danger" label={t('common.delete')} act={remove} />}<span class="grow" />
            <Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} disabled={!form.name.trim() || form.value === ''} act={save} /></div>
        </div>
      );
    },
  });
}

function recordConsent(page, purpose) {
  const known = ['marketing_sms', 'marketing_email', 'marketing_wecom', 'marketing_phone', 'ads', 'analytics', 'profiling'];
  const form = reactive({ purpose: purpose ?? known[0], other: '', granted: true, evidence: '', error: null });
  return showDialog({
    title: t('consent.record'), width: 460,
    body: ({ close }) => {
      const name = form.purpose === '$other' ? form.other.trim() : form.purpose;
      const save = async () => {
        form.error = null;
        try {
          page.take(await api.post(`${page.path}/consent`, { purpose: name, granted: form.granted, evidence: form.evidence.trim() || undefined }));
          close(true);
        } catch (error) {
          form.error = error;
        }
      };
      const options = [...new Set([...(page.data.consent.map((each) => each.purpose)), ...known])];
      return (
        <div class="form">
          <SelectField label={t('consent.purpose')} options={[...options.map((value) => ({ value, label: purposeName(value) })), { value: '$other', label: t('consent.otherPurpose') }]} {...model(form, 'purpose')} />
          {form.purpose === '$other' && <TextField label={t('consent.purposeName')} maxlength="100" {...model(form, 'other')} />}
          <Segmented label={t('common.status')} value={form.granted ? 'yes' : 'no'} options={[{ value: 'yes', label: t('consent.granted') }, { value: 'no', label: t('consent.withdrawn') }]} onPick={(value) => { form.granted = value === 'yes'; }} />
          <TextField label={t('consent.evidence')} hint={t('consent.evidenceHint')} optional maxlength="500" {...model(form, 'evidence')} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} disabled={!name} act={save} /></div>
        </div>
      );
    },
  });
}

async function editOrganisation(page) {
  const form = reactive({ nodes: page.data.organisation.map((node) => node.id), options: [], error: null });
  api.get('/organisation').then((answer) => {
    form.options = nodeOptions(answer.nodes);
    // Where the customer also belongs outside of one's own part is not ours to send; the server keeps it.
    form.nodes = form.nodes.filter((id) => form.options.some((each) => each.value === id));
  }).catch((error) => { form.error = error; });
  return showDialog({
    title: t('belongs.edit'), width: 460,
    body: ({ close }) => (
      <div class="form">
        <Field label={t('nav.organisation')} hint={t('belongs.hint')}>
          <QSelect outlined dense multiple useChips emitValue mapOptions hideBottomSpace behavior="menu" options={form.options} optionLabel="label" optionValue="value" {...model(form, 'nodes')}>{{
            option: ({ itemProps, opt }) => <div {...itemProps} class={['q-item q-item--clickable q-link cursor-pointer select-option', itemProps.active && 'q-item--active']} onClick={itemProps.onClick} role="option"><span class="grow ellipsis">{opt.label}<span class="muted small ellipsis option-caption">{opt.caption}</span></span>{itemProps.active && <Icon name="check" size={15} />}</div>,
          }}</QSelect>
        </Field>
        {form.error && <ErrorNotice error={form.error} />}
        <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} disabled={form.options.length === 0} act={async () => {
          form.error = null;
          try {
            page.take(await api.put(`${page.path}/organisation`, { nodes: form.nodes ?? [] }));
            close(true);
          } catch (error) {
            form.error = error;
          }
        }} /></div>
      </div>
    ),
  });
}

const Touch = ({ title, touch }) => {
  const name = originName(touch.origin) || (touch.utmSource ?? touch.referrer ?? t('touch.direct'));
  const details = [touch.utmMedium, touch.utmCampaign, touch.clickPlatform && t('touch.click', { platform: tOr(`platform.${touch.clickPlatform}`, touch.clickPlatform) })].filter(Boolean);
  return (
    <div class="customer-touch"><Icon name="flag" size={16} class="muted" /><div class="grow">
      <div><span class="muted small">{title}</span></div>
      <div class="strong ellipsis" title={name}>{name}</div>
      {details.length > 0 && <div class="small soft ellipsis">{details.join(' · ')}</div>}
      <div class="small muted num">{channelName(touch.channel)} · {dateTime(touch.time)}</div>
      {touch.path && <div class="small muted ellipsis" title={touch.path}>{touch.path}</div>}
    </div></div>
  );
};
Touch.props = ['title', 'touch'];

export const Profile = defineComponent({
  name: 'CustomerProfile',
  setup() {
    const page = inject('customer');
    const traits = () => {
      const entries = Object.entries(page.shown.traits);
      const edit = (name, value) => {
        if (!can('customers.write')) return undefined;
        return isMasked(value) ? undefined : () => editTrait(page, name, value);
      };
      return (
        <section class="card">
          <header><h3>{t('traits.title')}</h3><span class="muted num">{entries.length}</span><span class="grow" />{can('customers.write') && <Button small kind="quiet" icon="plus" hint={t('traits.add')} act={() => { editTrait(page); }} />}</header>
          {entries.length === 0 ? <p class="muted side-none">{t('traits.none')}</p> : (
            <dl class="trait-list">{entries.map(([name, value]) => (
              <div key={name} class={[edit(name, value) && 'opens']} onClick={edit(name, value)} onKeydown={(event) => { if (event.key === 'Enter') edit(name, value)?.(); }} tabindex={edit(name, value) ? 0 : undefined}>
                <dt class="ellipsis" title={name}>{traitName(name)}</dt>
                <dd>{value !== null && typeof value === 'object' ? (Array.isArray(value) && value.every((each) => typeof each !== 'object') ? value.join(t('common.comma')) : <Json value={value} />)
                  : <span class="num">{typeof value === 'boolean' ? t(value ? 'traits.true' : 'traits.false') : String(value)}</span>}
                  {isMasked(value) && can('customers.reveal') && !page.whole.profile && <Button small kind="quiet" icon="eye" hint={t('masked.reveal')} act={() => page.reveal()} />}</dd>
              </div>))}</dl>
          )}
        </section>
      );
    };
    const touches = () => {
      const { firstTouch, lastTouch } = page.data;
      const isSame = lastTouch && firstTouch && lastTouch.time === firstTouch.time;
      return (
        <section class="card">
          <header><h3>{t('common.origin')}</h3><Why title={t('common.origin')} text={t('touch.meaning')} /></header>
          <div class="side-body">
            {!firstTouch && <p class="muted">{t('touch.none')}</p>}
            {firstTouch && <Touch title={isSame ? t('touch.only') : t('touch.first')} touch={firstTouch} />}
            {lastTouch && !isSame && <Touch title={t('touch.last')} touch={lastTouch} />}
          </div>
        </section>
      );
    };
    const organisation = () => (
      <section class="card">
        <header><h3>{t('belongs.title')}</h3><Why title={t('belongs.title')} text={t('belongs.meaning')} /><span class="grow" />{can('customers.write') && can('organisation.read') && <Button small kind="quiet" icon="edit" hint={t('belongs.edit')} act={() => { editOrganisation(page); }} />}</header>
        <div class="side-body">{page.data.organisation.length === 0 ? <p class="muted">{t('belongs.none')}</p>
          : <ul class="stack tight">{page.data.organisation.map((node) => <li key={node.id} class="row"><Icon name="store" size={16} class="muted" />{node.name}</li>)}</ul>}</div>
      </section>
    );
    const withdraw = (consent) => confirm({
      title: t('consent.withdrawTitle', { purpose: purposeName(consent.purpose) }), consequence: t('consent.withdrawConsequence'), action: t('consent.withdraw'), danger: true, reason: true,
      act: async (reason) => page.take(await api.post(`${page.path}/consent`, { purpose: consent.purpose, granted: false, evidence: reason })),
    });
    const consent = () => (
      <section class="card">
        <header><h3>{t('consent.title')}</h3><Why title={t('consent.title')} text={t('consent.meaning')} /><span class="grow" />{can('customers.write') && <Button small kind="quiet" icon="plus" hint={t('consent.record')} act={() => { recordConsent(page); }} />}</header>
        <div class="side-body">{page.data.consent.length === 0 ? <p class="muted">{t('consent.none')}</p> : (
          <ul class="stack tight">{page.data.consent.map((each) => (
            <li key={each.purpose} class="consent-line">
              <div class="row"><span class="grow ellipsis">{purposeName(each.purpose)}</span><Badge dot tone={each.granted ? 'good' : 'bad'} label={each.granted ? t('consent.granted') : t('consent.withdrawn')} /></div>
              <div class="muted small row wrap" style="gap:2px 8px"><span title={dateTime(each.time, { seconds: true })}>{ago(each.time)}</span><span>{each.actor ? actorName(each.actor) : sourceText(each.sourceName) ?? ''}</span>
                {can('customers.write') && each.granted && <button type="button" class="link small" onClick={() => withdraw(each)}>{t('consent.withdraw')}</button>}</div>
              {each.evidence && <div class="small soft">{t('consent.evidenceIs', { text: each.evidence })}</div>}
            </li>))}</ul>
        )}</div>
      </section>
    );
    return () => <div class="stack">{traits()}{touches()}{organisation()}{consent()}</div>;
  },
});
