// What one step does: a form for each type, how many went through it, and what it still lacks.
import { defineComponent, ref } from 'vue';
import { api } from 'console/api.js';
import { Link, isAvailable } from 'console/router.jsx';
import { can } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { number } from 'console/lib/format.js';
import { Button } from 'console/parts/Button.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { RuleEditor } from 'console/parts/RuleEditor.jsx';
import { Field, Segmented, SelectField, TextField } from 'console/parts/Fields.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { CustomerPicker, EventFields, LengthFields } from './Fields.jsx';
import { known, noteWords, reasonWords } from './words.jsx';

const zones = ['Asia/Shanghai', 'Asia/Hong_Kong', 'Asia/Taipei', 'Asia/Singapore', 'Asia/Tokyo', 'Europe/London', 'America/New_York', 'America/Los_Angeles', 'UTC'];

/** How many people a rule means now, asked for with a button. */
export const RulePreview = defineComponent({
  name: 'JourneyRulePreview',
  props: ['rule'],
  setup(props) {
    const answer = ref(null);
    const error = ref(null);
    const ask = async () => {
      error.value = null;
      try {
        const asked = JSON.stringify(props.rule);
        answer.value = { asked, ...(await api.post('/audiences/preview', { rule: props.rule ?? { all: [] } })) };
      } catch (failure) {
        error.value = failure;
      }
    };
    return () => (
      <div class="stack tight">
        <div class="row wrap"><Button small icon="people" label={t('journey.preview')} act={ask} />
          {answer.value && <span class="small">{t('journey.previewCount', { n: number(answer.value.count) })}{answer.value.asked !== JSON.stringify(props.rule) && <span class="muted"> {t('journey.previewOld')}</span>}</span>}</div>
        {answer.value?.sample.length > 0 && isAvailable('customer') && can('customers.read') && <p class="small row wrap">{answer.value.sample.slice(0, 5).map((person) => <Link key={person.id} to={`/customers/${person.id}`} class="tag-chip">{person.name ?? t('customer.number', { n: person.id })}</Link>)}</p>}
        {error.value && <ErrorNotice error={error.value} />}
      </div>
    );
  },
});

/** Sends one template to one person, as a test. */
const TestSend = defineComponent({
  name: 'JourneyTestSend',
  props: ['template'],
  setup(props) {
    const customer = ref(null);
    const sent = ref(null);
    const error = ref(null);
    const send = async () => {
      error.value = null;
      try {
        sent.value = await api.post(`/templates/${props.template}/test`, { customer: customer.value.number });
      } catch (failure) {
        error.value = failure;
      }
    };
    return () => (
      <details class="journey-testsend"><summary>{t('journey.testSend')}</summary>
        <div class="stack tight">
          <CustomerPicker label={t('journey.testTo')} hint={t('templates.testHint')} value={customer.value} pick={(value) => { customer.value = value; sent.value = null; }} />
          <div class="row wrap"><Button small icon="send" label={t('journey.testSendNow')} disabled={!customer.value} act={send} />
            {sent.value && <span class="small">{t(`messages.state.${sent.value.state}`)} <span class="muted">{sent.value.reason && reasonWords(sent.value.reason)}</span></span>}</div>
          {error.value && <ErrorNotice error={error.value} />}
        </div>
      </details>
    );
  },
});

/** node; change(how, group) alters it; problems: texts; counts: of the server. */
export const StepForm = ({ node, change, locked, problems, counts, waiting, published, stamp }) => {
  const numbers = Object.entries(counts ?? {}).filter(([name]) => name !== 'entered' && name !== 'left');
  return (
    <div class="form" key={node.id}>
      {problems.map((text) => <div key={text} class="notice warn"><Icon name="warning" /><span>{text}</span></div>)}
      <p class="soft small">{t(`journey.step.${node.type}.for`)}</p>
      <Body node={node} change={change} locked={locked} stamp={stamp} />
      <TextField label={t('journey.note')} optional maxlength="40" disable={locked} modelValue={node.name ?? ''} onUpdate:modelValue={(text) => change((each) => { if (text) each.name = text; else delete each.name; }, 'name')} />
      {published && (
        <section><h3>{t('journey.through')}</h3>
          <dl class="facts num">
            <dt>{t('journey.count.entered')}</dt><dd>{number(counts?.entered ?? 0)}</dd>
            <dt>{t('journey.count.waiting')}</dt><dd>{number(waiting ?? 0)}</dd>
            <dt>{t('journey.count.left')}</dt><dd>{number(counts?.left ?? 0)}</dd>
            {numbers.map(([name, value]) => [<dt key={name}>{noteWords(name)}</dt>, <dd>{number(value)}</dd>])}
          </dl></section>
      )}
    </div>
  );
};
StepForm.props = ['node', 'change', 'locked', 'problems', 'counts', 'waiting', 'published', 'stamp'];

const Body = ({ node, change, locked, stamp }) => {
  switch (node.type) {
    case 'wait': return <LengthFields label={t('journey.waitFor')} value={node} change={change} locked={locked} />;
    case 'wait_until': return (
      <>
        <div class="form-row">
          <TextField type="number" min="0" max="365" label={t('journey.daysLater')} hint={t('journey.daysLaterHint')} disable={locked} modelValue={node.days} onUpdate:modelValue={(text) => change((each) => { each.days = Math.min(365, Math.max(0, Math.round(Number(text) || 0))); }, 'days')} />
          <TextField type="time" label={t('journey.timeOfDay')} disable={locked} modelValue={node.at} onUpdate:modelValue={(text) => change((each) => { each.at = text ?? ''; }, 'at')} />
        </div>
        <SelectField label={t('journey.zone')} disable={locked} options={[{ value: '', label: t('journey.zoneOfCustomer') }, ...zones.map((zone) => ({ value: zone, label: zone }))]} modelValue={node.zone ?? ''} onUpdate:modelValue={(zone) => change((each) => { if (zone) each.zone = zone; else delete each.zone; })} />
      </>
    );
    case 'wait_for_event': return (
      <>
        <EventFields label={t('journey.waitForEvent')} value={node} change={change} locked={locked} />
        <LengthFields label={t('journey.atMost')} value={node} change={change} locked={locked} />
      </>
    );
    case 'condition': return (
      <>
        <Field label={t('journey.conditionYes')}><RuleEditor key={node.id + stamp} modelValue={node.rule} disable={locked} empty={t('journey.conditionEmpty')} onUpdate:modelValue={(value) => change((each) => { each.rule = value ?? { all: [] }; }, 'rule')} /></Field>
        <RulePreview rule={node.rule} />
      </>
    );
    case 'split': return (
      <>
        <TextField type="number" min="1" max="99" suffix="%" label={t('journey.shareOfB')} hint={t('journey.shareHint')} disable={locked} modelValue={node.share / 100} onUpdate:modelValue={(text) => change((each) => { each.share = Math.min(9999, Math.max(1, Math.round(Number(text) * 100) || 1)); }, 'share')} />
        <div class="journey-split" aria-hidden="true"><span style={`flex:${10000 - node.share}`}>A {(10000 - node.share) / 100}%</span><span class="b" style={`flex:${node.share}`}>B {node.share / 100}%</span></div>
      </>
    );
    case 'send': {
      const template = known.templates?.find((each) => each.id === node.template);
      const medium = node.medium ?? template?.medium ?? '';
      const media = [...new Set((known.templates ?? []).map((each) => each.medium).filter(Boolean))];
      const options = (known.templates ?? []).filter((each) => !medium || each.medium === medium);
      if (known.templates && !known.templates.length) return <div class="notice"><Icon name="info" /><span>{t('journey.noTemplates')} {isAvailable('templates') && <Link to="/templates">{t('nav.templates')}</Link>}</span></div>;
      return (
        <>
          {media.length > 1 && <Field label={t('journey.medium')}><Segmented label={t('journey.medium')} value={medium} options={media.map((value) => ({ value, label: t(`channels.medium.${value}`) }))} onPick={(value) => { if (!locked) change((each) => { each.medium = value; if (template && template.medium !== value) each.template = null; }); }} /></Field>}
          <SelectField searchable label={t('nav.templates')} placeholder={t('journey.pickTemplate')} disable={locked} options={options.map((each) => ({ value: each.id, label: each.name, caption: each.accountName }))} modelValue={node.template ?? null} onUpdate:modelValue={(id) => change((each) => { each.template = id; })} />
          {template && (
            <div class="journey-template">
              <div class="row wrap small"><Badge label={t(`channels.medium.${template.medium}`)} /><Badge label={t(`templates.purpose.${template.purpose}`)} /><span class="muted">{t('templates.quiet')}：{t(`templates.quiet.${template.quiet}`)}</span></div>
              {template.subject && <strong>{template.subject}</strong>}
              <p class="journey-bubble">{template.text}</p>
              <p class="muted small">{t('journey.sendGuards')}</p>
            </div>
          )}
          {template && can('messages.write') && <TestSend key={template.id} template={template.id} />}
        </>
      );
    }
    case 'slot': {
      const slot = known.slots?.find((each) => each.key === node.slot);
      return (
        <>
          {known.slots?.length === 0 && <div class="notice"><Icon name="info" /><span>{t('journey.noSlots')} {isAvailable('slots') && <Link to="/slots">{t('nav.slots')}</Link>}</span></div>}
          <SelectField label={t('nav.slots')} placeholder={t('journey.pickSlot')} disable={locked} options={(known.slots ?? []).map((each) => ({ value: each.key, label: each.name, caption: each.key }))} modelValue={node.slot || null} onUpdate:modelValue={(key) => change((each) => { each.slot = key ?? ''; delete each.content; })} />
          {slot?.contents?.length > 0 && <SelectField clearable label={t('journey.slotContent')} optional disable={locked} options={slot.contents.map((each) => ({ value: each.id, label: each.name }))} modelValue={node.content ?? null} onUpdate:modelValue={(id) => change((each) => { if (id) each.content = id; else delete each.content; })} />}
          <LengthFields label={t('journey.slotFor')} value={{ minutes: (node.hours ?? 168) * 60 }} locked={locked} change={(how, group) => change((each) => { const length = { minutes: (each.hours ?? 168) * 60 }; how(length); each.hours = Math.max(1, Math.round((length.minutes || 60) / 60)); }, group)} />
        </>
      );
    }
    case 'tag': {
      const names = [...new Set([...(known.tags ?? []).map((tag) => tag.name), node.tag].filter(Boolean))];
      return (
        <>
          <Field label={t('journey.tagHow')}><Segmented label={t('journey.tagHow')} value={node.on === false ? 'off' : 'on'} options={['on', 'off'].map((value) => ({ value, label: t(`journey.tagHow.${value}`) }))} onPick={(value) => { if (!locked) change((each) => { each.on = value === 'on'; }); }} /></Field>
          <SelectField searchable label={t('rule.kind.tag')} hint={t('journey.tagHint')} placeholder={t('journey.pickTag')} disable={locked} newValueMode="add-unique" options={names.map((name) => ({ value: name, label: name, caption: known.tags?.find((tag) => tag.name === name)?.group?.name ?? known.tags?.find((tag) => tag.name === name)?.groupName }))}
            onNewValue={(text, done) => { done(null); change((each) => { each.tag = text.trim(); }); }}
            modelValue={node.tag || null} onUpdate:modelValue={(name) => { if (name !== null) change((each) => { each.tag = typeof name === 'string' ? name : name?.value ?? ''; }); }} />
        </>
      );
    }
    case 'assign': return (
      <>
        <SelectField searchable label={t('journey.assignTo')} disable={locked} options={[{ value: 0, label: t('journey.assignByRules') }, ...(known.people ?? []).map((person) => ({ value: person.id, label: person.name }))]} modelValue={node.salesperson ?? 0} onUpdate:modelValue={(id) => change((each) => { if (id) each.salesperson = id; else delete each.salesperson; })} />
        <TextField type="textarea" autogrow label={t('journey.assignNote')} optional maxlength="200" disable={locked} modelValue={node.note ?? ''} onUpdate:modelValue={(text) => change((each) => { each.note = text ?? ''; }, 'note')} />
      </>
    );
    case 'webhook': return (
      <>
        {known.webhooks?.length === 0 && <div class="notice"><Icon name="info" /><span>{t('journey.noWebhooks')} {isAvailable('channels') && can('channels.write') && <Link to="/channels">{t('nav.channels')}</Link>}</span></div>}
        <SelectField label={t('journey.webhookTo')} placeholder={t('journey.pickWebhook')} disable={locked} options={(known.webhooks ?? []).map((each) => ({ value: each.id, label: each.name, caption: each.settings?.url }))} modelValue={node.channel ?? null} onUpdate:modelValue={(id) => change((each) => { each.channel = id; })} />
        <TextField label={t('journey.webhookEvent')} hint={t('journey.webhookHint')} maxlength="80" disable={locked} modelValue={node.event ?? ''} onUpdate:modelValue={(text) => change((each) => { each.event = text ?? ''; }, 'event')} />
      </>
    );
    default: return null;
  }
};
Body.props = ['node', 'change', 'locked', 'stamp'];
