// 运营位: places in pages and pop-ups, and who sees what in them.
import { computed, defineComponent } from 'vue';
import { api } from 'console/api.js';
import { can, mayChange } from 'console/session.js';
import { t, displayName } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { dateTime, number } from 'console/lib/format.js';
import { QToggle } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Code } from 'console/parts/Code.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { DragList } from 'console/parts/DragList.jsx';
import { Rate } from 'console/parts/Figure.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, Empty } from 'console/parts/States.jsx';
import { ruleWords } from 'console/parts/RuleEditor.jsx';
import { confirm, toast, toastError } from 'console/parts/dialogs.jsx';
import { SlotPreview } from './SlotPreview.jsx';
import { contentForm } from './contentForm.jsx';
import { slotForm } from './slotForm.jsx';

export default defineComponent({
  name: 'SlotsPage',
  setup() {
    const list = useLoad(async (signal) => (await api.get('/slots', null, { signal })).items);
    const events = useLoad(async (signal) => (can('dictionary.read') ? (await api.get('/dictionary/events', { limit: 500 }, { signal })).items : []));
    const names = computed(() => new Map((events.data ?? []).map((event) => [event.name, displayName(event)])));
    usePolling(() => list.reload(), 30);
    const locked = () => !mayChange('touchpoints.write');
    const open = async (dialog) => { if (await dialog) await list.reload(); };
    const change = async (path, body) => {
      try {
        await api.patch(path, body);
        await list.reload();
      } catch (error) {
        toastError(error);
      }
    };
    const remove = (path, name, consequence) => confirm({ title: t('slots.removeTitle', { name }), consequence, action: t('common.delete'), danger: true, act: async () => { await api.delete(path); await list.reload(); toast(t('slots.removed', { name })); } });
    const sorted = (slot) => [...(slot.contents ?? [])].sort((a, b) => b.priority - a.priority || a.id - b.id);
    /** Puts the contents in that order by giving those that move a priority of their own. */
    const move = (slot) => async (from, to) => {
      const order = sorted(slot);
      order.splice(to, 0, ...order.splice(from, 1));
      const wanted = order.map((content, at) => ({ content, priority: (order.length - at) * 10 }));
      try {
        for (const { content, priority } of wanted) if (content.priority !== priority) await api.patch(`/slot-contents/${content.id}`, { priority });
      } catch (error) {
        toastError(error);
      }
      await list.reload();
    };
    const when = (content) => {
      if (!content.startsAt && !content.endsAt) return t('slots.always');
      return t('slots.between', { from: content.startsAt ? dateTime(content.startsAt) : t('slots.now'), to: content.endsAt ? dateTime(content.endsAt) : t('slots.forever') });
    };
    const state = (content) => {
      const now = Date.now();
      if (!content.active) return <Badge tone="warn" label={t('slots.off')} />;
      if (content.startsAt && Date.parse(content.startsAt) > now) return <Badge label={t('slots.notYet')} />;
      if (content.endsAt && Date.parse(content.endsAt) <= now) return <Badge label={t('slots.ended')} />;
      return <Badge tone="good" dot label={t('slots.on')} />;
    };
    const row = (slot, content, index) => (
      <div class="slots-content">
        <span class="slots-order num">{index + 1}</span>
        <div class="grow">
          <div class="row wrap"><strong>{content.name}</strong>{state(content)}{content.waiting > 0 && <span class="muted small">{t('slots.waiting', { n: number(content.waiting) })}</span>}</div>
          <p class="soft small">{content.targetedOnly && <span>{t('slots.fromJourneys')}{content.rule ? t('rule.and') : ''}</span>}{(content.rule || !content.targetedOnly) && ruleWords(content.rule, names.value)}</p>
          <p class="muted small">{when(content)} · {content.cap > 0 ? t('slots.capWords', { n: content.cap, days: content.capDays }) : t('slots.noCap')}</p>
        </div>
        <dl class="slots-figures"><div><dt>{t('slots.shown')}</dt><dd class="num">{number(content.shown ?? 0)}</dd></div><div><dt>{t('slots.clickRate')}</dt><dd>{content.shown > 0 ? <Rate value={content.clicked / content.shown} part={content.clicked} n={content.shown} /> : <span class="muted">—</span>}</dd></div></dl>
        {!locked() && <div class="row" style="gap:2px">
          <QToggle dense aria-label={t('slots.switch', { name: content.name })} modelValue={content.active} onUpdate:modelValue={(active) => change(`/slot-contents/${content.id}`, { active })} />
          <Button small kind="quiet" icon="edit" hint={t('lpages.edit')} act={() => { open(contentForm(slot, content)); }} />
          <Button small kind="quiet" icon="trash" hint={t('common.delete')} act={() => { remove(`/slot-contents/${content.id}`, content.name, t('slots.removeContent')); }} />
        </div>}
      </div>
    );
    const snippet = (slot) => (slot.kind === 'popup' ? `lianlu.push(['slot', '${slot.key}']);` : `<div data-lianlu-slot="${slot.key}"></div>`);
    const card = (slot) => {
      const contents = sorted(slot);
      return (
        <section key={slot.id} class="card">
          <header class="slots-head"><h2 class="ellipsis">{slot.name}</h2><Badge label={t(`slots.kind.${slot.kind}`)} />{!slot.active && <Badge tone="warn" label={t('slots.off')} />}<code class="muted small ellipsis">{slot.key}</code><Copy text={slot.key} /><span class="grow" />
            {!locked() && <><Button small icon="plus" label={t('slots.addContent')} act={() => { open(contentForm(slot)); }} /><Button small kind="quiet" icon="edit" hint={t('slots.edit', { name: slot.name })} act={() => { open(slotForm(slot)); }} />
              <Button small kind="quiet" icon="trash" hint={t('common.delete')} act={() => { remove(`/slots/${slot.id}`, slot.name, t('slots.removeSlot', { n: contents.length })); }} /></>}</header>
          <div class="slots-body">
            <div class="grow stack tight">
              {contents.length === 0 ? <p class="muted">{t('slots.noContents')}</p> : (
                <DragList items={contents} itemKey={(content) => content.id} name={(content) => content.name} label={slot.name} locked={locked()} move={move(slot)}>{({ item, index }) => row(slot, item, index)}</DragList>
              )}
              <p class="muted small">{slot.fallback ? t('slots.elseFallback', { title: slot.fallback.title || slot.fallback.text || t('lpage.field.image') }) : t('slots.elseNothing')}</p>
              <details class="small"><summary class="muted">{t('slots.embed')}</summary><Code text={snippet(slot)} /></details>
            </div>
            <SlotPreview body={contents.find((content) => content.active)?.content ?? slot.fallback} kind={slot.kind} />
          </div>
        </section>
      );
    };
    return () => (
      <Page title={t('nav.slots')} purpose={t('slots.purpose')} changes="touchpoints.write">{{
        actions: () => !locked() && <Button kind="primary" icon="plus" label={t('slots.new')} act={() => { open(slotForm()); }} />,
        default: () => (
          <Async state={list} kind="rows" count={6}>{(slots) => (slots.length
            ? <div class="stack">{slots.map(card)}</div>
            : <div class="card"><Empty icon="window" title={t('slots.empty')} why={t('slots.empty.why')}>{!locked() && <Button kind="primary" icon="plus" label={t('slots.new')} act={() => { open(slotForm()); }} />}</Empty></div>)}</Async>
        ),
      }}</Page>
    );
  },
});
