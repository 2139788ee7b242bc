// Who: an audience rule in words, and an editor for the usual ones. Rules that are nested deeper stay as text.
import { defineComponent, reactive, ref } from 'vue';
import { api } from '../api.js';
import { can } from '../session.js';
import { t, tOr, displayName } from '../i18n/index.js';
import { useLoad } from '../lib/load.js';
import { QToggle } from '../lib/quasar.js';
import { identifierName } from '../lib/words.js';
import { Button } from './Button.jsx';
import { Segmented, SelectField, TextField } from './Fields.jsx';
import { channelName } from './Status.jsx';

const kinds = ['tag', 'event', 'orders', 'trait', 'identifier', 'consent', 'channel'];
const kindOf = (leaf) => kinds.find((kind) => kind in leaf);
const bare = (op) => op === 'exists' || op === 'not_exists';
const span = (text) => {
  const found = /^(\d+)([mhdw])$/.exec(text ?? '');
  return found ? t(`rule.span.${found[2]}`, { n: found[1] }) : text;
};

function leafWords(leaf, names) {
  const value = Array.isArray(leaf.value) ? leaf.value.join(t('rule.or')) : leaf.value;
  switch (kindOf(leaf)) {
    case 'tag': return t('rule.words.tag', { tag: leaf.tag });
    case 'trait': return bare(leaf.op) ? `${leaf.trait} ${t(`op.${leaf.op}`)}` : `${leaf.trait} ${t(`op.${leaf.op ?? 'eq'}`)} ${value}`;
    case 'event': {
      const base = t('rule.words.event', { event: names?.get(leaf.event) ?? leaf.event, op: t(`op.${leaf.op ?? 'gte'}`), n: leaf.count ?? 1 });
      const where = (leaf.where ?? []).map((each) => `${each.property} ${t(`op.${each.op ?? 'eq'}`)} ${each.value ?? ''}`).join(t('rule.and'));
      return [leaf.within && t('rule.words.within', { span: span(leaf.within) }), base, where && t('rule.words.where', { where })].filter(Boolean).join(t('rule.gap'));
    }
    case 'orders': return [leaf.within && t('rule.words.within', { span: span(leaf.within) }), t(`rule.words.orders.${leaf.orders === 'sumFen' ? 'sumFen' : 'count'}`, { op: t(`op.${leaf.op ?? 'gte'}`), n: leaf.orders === 'sumFen' ? Number(leaf.value) / 100 : leaf.value })].filter(Boolean).join(t('rule.gap'));
    case 'identifier': return t('rule.words.identifier', { kind: identifierName(leaf.identifier) });
    case 'consent': return t('rule.words.consent', { purpose: tOr(`consent.purpose.${leaf.consent}`, leaf.consent) });
    case 'channel': return t('rule.words.channel', { channel: channelName(leaf.channel) });
    default: return JSON.stringify(leaf);
  }
}

/** A rule as one sentence; null is everybody. names: event → display name. */
export function ruleWords(rule, names) {
  if (!rule) return t('rule.everybody');
  const list = rule.all ?? rule.any;
  if (list) {
    const parts = list.map((each) => ((each.all ?? each.any)?.length > 1 ? t('rule.inside', { rule: ruleWords(each, names) }) : ruleWords(each, names)));
    return parts.length ? parts.join(rule.all ? t('rule.and') : t('rule.or')) : t('rule.everybody');
  }
  if (rule.not) return t('rule.not', { rule: ruleWords(rule.not, names) });
  return leafWords(rule, names);
}

/** Rule → { mode, items: [{ not, kind, leaf }] } when it is flat, else null. */
function flat(rule) {
  if (!rule) return { mode: 'all', items: [] };
  const list = rule.all ?? rule.any ?? [rule];
  const items = list.map((each) => ({ not: Boolean(each.not), leaf: each.not ?? each }));
  return items.every(({ leaf }) => kindOf(leaf)) ? { mode: rule.any ? 'any' : 'all', items } : null;
}
const build = ({ mode, items }) => (items.length === 0 ? null : { [mode]: items.map(({ not, leaf }) => (not ? { not: leaf } : leaf)) });
const fresh = {
  tag: () => ({ tag: '' }), event: () => ({ event: '', op: 'gte', count: 1, within: '30d' }), orders: () => ({ orders: 'count', op: 'gte', value: 1 }), trait: () => ({ trait: '', op: 'eq', value: '' }),
  identifier: () => ({ identifier: 'phone' }), consent: () => ({ consent: 'marketing_sms' }), channel: () => ({ channel: 'wecom' }),
};
const identifiers = ['phone', 'email', 'user_id', 'unionid', 'openid', 'external_userid', 'member_id'];
const consents = ['marketing_sms', 'marketing_email', 'marketing_wecom', 'marketing_phone', 'profiling', 'ads'];
const channels = ['web', 'h5', 'app', 'mini_program', 'wecom', 'official_account', 'douyin', 'store', 'shop', 'sms', 'email'];
const numberOps = ['gte', 'lte', 'eq', 'gt', 'lt'];
const textOps = ['eq', 'ne', 'contains', 'not_contains', 'gt', 'gte', 'lt', 'lte', 'exists', 'not_exists'];

/** modelValue: the rule or null; onUpdate:modelValue; disable. */
export const RuleEditor = defineComponent({
  name: 'RuleEditor',
  props: ['modelValue', 'onUpdate:modelValue', 'disable', 'empty'],
  setup(props) {
    const form = reactive(flat(props.modelValue) ? structuredClone(flat(JSON.parse(JSON.stringify(props.modelValue ?? null)))) : { mode: 'all', items: [] });
    const asText = ref(!flat(props.modelValue));
    const text = ref(props.modelValue ? JSON.stringify(props.modelValue, null, 2) : '');
    const wrong = ref('');
    const tags = useLoad(async (signal) => (can('customers.read') ? (await api.get('/tags', { limit: 500 }, { signal })).items : []).flatMap((each) => each.tags ?? [each]));
    const events = useLoad(async (signal) => (can('dictionary.read') ? (await api.get('/dictionary/events', { limit: 500 }, { signal })).items : []));
    const tell = () => props['onUpdate:modelValue'](build(JSON.parse(JSON.stringify(form))));
    const set = (leaf, name, value) => {
      if (value === '' || value === null || value === undefined) delete leaf[name];
      else leaf[name] = value;
      tell();
    };
    const typed = (value) => {
      text.value = value ?? '';
      try {
        props['onUpdate:modelValue'](text.value.trim() ? JSON.parse(text.value) : null);
        wrong.value = '';
      } catch {
        wrong.value = t('rule.badText');
      }
    };
    const choices = (list, name) => list.map((value) => ({ value, label: name(value) }));
    const spans = ['30m', '2h', '24h', '7d', '30d', '90d'];
    const within = (leaf) => <SelectField clearable placeholder={t('rule.ever')} aria-label={t('rule.within')} options={choices([...new Set([...spans, leaf.within].filter(Boolean))], (value) => t('rule.words.within', { span: span(value) }))} modelValue={leaf.within ?? null} onUpdate:modelValue={(value) => set(leaf, 'within', value)} disable={props.disable} />;
    const op = (leaf, ops) => <SelectField aria-label={t('trend.comparison')} options={choices(ops, (value) => t(`op.${value}`))} modelValue={leaf.op ?? ops[0]} onUpdate:modelValue={(value) => set(leaf, 'op', value)} disable={props.disable} />;
    const num = (leaf, name, factor = 1) => <TextField type="number" aria-label={t('trend.value')} modelValue={leaf[name] === undefined ? '' : leaf[name] / factor} onUpdate:modelValue={(value) => set(leaf, name, value === '' ? undefined : Math.round(Number(value) * factor))} disable={props.disable} />;
    const fields = (leaf) => {
      switch (kindOf(leaf)) {
        case 'tag': return (tags.data?.length
          ? <SelectField searchable aria-label={t('rule.kind.tag')} options={tags.data.map((tag) => ({ value: tag.name, label: tag.name, caption: tag.group?.name ?? tag.groupName }))} modelValue={leaf.tag || null} onUpdate:modelValue={(value) => { leaf.tag = value ?? ''; tell(); }} disable={props.disable} />
          : <TextField aria-label={t('rule.kind.tag')} modelValue={leaf.tag} onUpdate:modelValue={(value) => { leaf.tag = value ?? ''; tell(); }} disable={props.disable} />);
        case 'event': return [
          <SelectField searchable aria-label={t('common.event')} options={(events.data ?? []).map((event) => ({ value: event.name, label: displayName(event), caption: event.name }))} modelValue={leaf.event || null} onUpdate:modelValue={(value) => { leaf.event = value ?? ''; tell(); }} disable={props.disable} />,
          op(leaf, numberOps), num(leaf, 'count'), within(leaf)];
        case 'orders': return [
          <SelectField aria-label={t('common.orders')} options={choices(['count', 'sumFen'], (value) => t(`rule.orders.${value}`))} modelValue={leaf.orders} onUpdate:modelValue={(value) => { leaf.orders = value; tell(); }} disable={props.disable} />,
          op(leaf, numberOps), num(leaf, 'value', leaf.orders === 'sumFen' ? 100 : 1), within(leaf)];
        case 'trait': return [
          <TextField aria-label={t('rule.kind.trait')} placeholder={t('rule.traitName')} modelValue={leaf.trait} onUpdate:modelValue={(value) => { leaf.trait = value ?? ''; tell(); }} disable={props.disable} />,
          op(leaf, textOps), !bare(leaf.op) && <TextField aria-label={t('trend.value')} placeholder={t('trend.value')} modelValue={leaf.value ?? ''} onUpdate:modelValue={(value) => { leaf.value = value ?? ''; tell(); }} disable={props.disable} />];
        case 'identifier': return <SelectField aria-label={t('rule.kind.identifier')} options={choices(identifiers, identifierName)} modelValue={leaf.identifier} onUpdate:modelValue={(value) => { leaf.identifier = value; tell(); }} disable={props.disable} />;
        case 'consent': return <SelectField aria-label={t('rule.kind.consent')} options={choices(consents, (value) => tOr(`consent.purpose.${value}`, value))} modelValue={leaf.consent} onUpdate:modelValue={(value) => { leaf.consent = value; tell(); }} disable={props.disable} />;
        default: return <SelectField aria-label={t('rule.kind.channel')} options={choices(channels, channelName)} modelValue={leaf.channel} onUpdate:modelValue={(value) => { leaf.channel = value; tell(); }} disable={props.disable} />;
      }
    };
    return () => (
      <div class="rule-editor">
        {asText.value
          ? <TextField type="textarea" autogrow label={t('rule.asText')} hint={t('rule.asTextHint')} error={wrong.value || undefined} modelValue={text.value} onUpdate:modelValue={typed} disable={props.disable} input-class="mono" />
          : (
            <>
              {form.items.length > 1 && <Segmented small label={t('rule.mode')} value={form.mode} options={['all', 'any'].map((value) => ({ value, label: t(`rule.mode.${value}`) }))} onPick={(value) => { if (!props.disable) { form.mode = value; tell(); } }} />}
              {form.items.length === 0 && <p class="soft small">{props.empty ?? t('rule.everybodyHint')}</p>}
              {form.items.map((item, at) => (
                <div key={at} class="rule-row">
                  <SelectField aria-label={t('rule.kind')} options={choices(kinds, (value) => t(`rule.kind.${value}`))} modelValue={kindOf(item.leaf)} onUpdate:modelValue={(value) => { item.leaf = fresh[value](); tell(); }} disable={props.disable} />
                  <div class={['rule-fields', kindOf(item.leaf)]}>{fields(item.leaf)}</div>
                  <QToggle dense label={t('rule.negate')} modelValue={item.not} onUpdate:modelValue={(value) => { item.not = value; tell(); }} disable={props.disable} />
                  {!props.disable && <Button small kind="quiet" icon="trash" hint={t('common.delete')} act={() => { form.items.splice(at, 1); tell(); }} />}
                </div>
              ))}
              {!props.disable && <div><Button small icon="plus" label={t('rule.add')} act={() => { form.items.push({ not: false, leaf: fresh.tag() }); }} /></div>}
            </>
          )}
      </div>
    );
  },
});
