// 营销流程: the editor of one journey, who is in it, its versions, and its text.
import { computed, defineComponent, markRaw, onBeforeUnmount, onMounted, reactive } from 'vue';
import { api } from 'console/api.js';
import { Link, go, useQuery } from 'console/router.jsx';
import { can, mayChange, session } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { useHistory } from 'console/lib/history.js';
import { actorName } from 'console/lib/people.js';
import { clock, dateTime, number } from 'console/lib/format.js';
import { Button } from 'console/parts/Button.jsx';
import { ChangedByWhole } from 'console/parts/Page.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { Tabs, TextField } from 'console/parts/Fields.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, ErrorNotice } from 'console/parts/States.jsx';
import { confirm, showDialog, toast, toastError } from 'console/parts/dialogs.jsx';
import { setState } from '../journeys/state.jsx';
import { connect, duplicate, find, insert, isBranch, move, nodesOf, remove } from './document.js';
import { problemsOf, serverProblem, sorted } from './problems.js';
import { EntryForm, SettingsForm } from './Forms.jsx';
import { Flow } from './Flow.jsx';
import { ProblemList, publish } from './publish.jsx';
import { Runs } from './Runs.jsx';
import { useSaver } from './saver.js';
import { StepForm } from './StepForm.jsx';
import { TestPanel } from './TestPanel.jsx';
import { TextForm } from './TextForm.jsx';
import { Versions } from './Versions.jsx';
import { StateBadge, entryWords, forgetKnown, known, learn, stepName } from './words.jsx';

export default defineComponent({
  name: 'JourneyPage',
  props: ['id'],
  setup(props) {
    forgetKnown();
    learn();
    const tab = useQuery('tab', 'edit');
    const history = useHistory(null);
    const mayWrite = () => mayChange('journeys.write');
    const saver = useSaver(props.id, history, mayWrite);
    const page = useLoad(async (signal) => {
      const found = await api.get(`/journeys/${props.id}`, null, { signal });
      saver.begin(found);
      if (saver.restored) toast(t('journey.restored'));
      return found;
    });
    const policy = useLoad(async (signal) => {
      if (!can('messages.read')) return null;
      const found = await api.get('/message-policy', null, { signal });
      const time = (minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      return { ...found, quietStart: time(found.quietStart), quietEnd: time(found.quietEnd) };
    });
    const ui = reactive({ chosen: null, panel: null, moving: null, stamp: 0, path: null, canvas: null }); // panel: 'settings' | 'test' | null
    const draft = computed(() => history.state.value);
    const locked = () => !mayWrite() || page.data?.state === 'ended';
    const problems = computed(() => {
      if (!draft.value) return [];
      const ours = problemsOf(draft.value, known);
      return sorted(ours.length || saver.dirty ? ours : serverProblem(saver.check, draft.value), draft.value);
    });
    const of = (place) => problems.value.filter((problem) => problem.place === place).map((problem) => problem.text);
    const change = (how, group = null) => { if (!locked()) history.change((value) => { how(value); }, group); };
    const alterNode = (id) => (how, group) => change((value) => { const node = find(value, id); if (node) how(node); }, group && `${id}.${group}`);
    const fresh = () => { ui.stamp += 1; };

    async function refresh() {
      try {
        page.data = { ...(await api.get(`/journeys/${props.id}`)) };
      } catch (error) {
        toastError(error);
      }
    }
    usePolling(() => { if (page.data?.version > 0 && !document.querySelector('.q-dialog')) refresh(); }, 8);

    const choose = (id) => {
      ui.panel = null;
      ui.chosen = id;
      setTimeout(() => document.getElementById(`step-${id}`)?.scrollIntoView({ block: 'nearest', inline: 'center' }), 60); // the drawer covers part of the flow
    };
    const open = (panel) => { ui.chosen = null; ui.panel = panel; };
    const close = () => { ui.chosen = null; ui.panel = null; };
    const show = (problem) => {
      tab.value = 'edit';
      if (problem.place === 'settings') open('settings');
      else if (problem.place === 'steps') close();
      else choose(problem.place);
      setTimeout(() => document.getElementById(`step-${problem.place}`)?.scrollIntoView({ block: 'center', behavior: 'smooth' }), 60);
    };
    // a wide flow opens with its entry in the middle
    const canvas = (element) => {
      if (!element || element === ui.canvas) return;
      ui.canvas = markRaw(element);
      setTimeout(() => {
        const card = element.querySelector('#step-entry');
        if (card) element.scrollLeft += card.getBoundingClientRect().left + card.offsetWidth / 2 - element.getBoundingClientRect().left - element.clientWidth / 2;
      }, 80);
    };
    const act = {
      insert(edge, type) { let id; change((value) => { id = insert(value, edge, type); }); if (id && type !== 'exit') choose(id); },
      connect(edge, id) { change((value) => connect(value, edge, id)); },
      remove(id) {
        const node = find(draft.value, id);
        if (!node || locked()) return;
        const before = nodesOf(draft.value).length;
        change((value) => remove(value, id));
        if (ui.chosen === id) close();
        const gone = before - nodesOf(draft.value).length;
        toast(gone > 1 ? t('journey.removedMany', { name: stepName(node), n: gone }) : t('journey.removed', { name: stepName(node) }), { undo: () => { history.undo(); fresh(); } });
      },
      duplicate(id) { let copy; change((value) => { copy = duplicate(value, id); }); choose(copy); },
      move(id, edge) { change((value) => move(value, id, edge)); ui.moving = null; },
    };
    const startMove = (id) => { close(); ui.moving = id; };

    const keys = (event) => {
      if (tab.value !== 'edit' || document.querySelector('.q-dialog, .q-menu')) return;
      const typing = event.target.closest?.('input, textarea, [contenteditable], .q-field');
      if (event.key === 'Escape' && ui.moving) { ui.moving = null; return; }
      if (event.key === 'Delete' && !typing && ui.chosen && ui.chosen !== 'entry') { event.preventDefault(); act.remove(ui.chosen); return; }
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== 'z' || locked()) return;
      event.preventDefault();
      if (event.shiftKey) history.redo();
      else history.undo();
      fresh();
      if (ui.chosen && ui.chosen !== 'entry' && !find(draft.value, ui.chosen)) close();
    };
    onMounted(() => window.addEventListener('keydown', keys));
    onBeforeUnmount(() => window.removeEventListener('keydown', keys));

    const takeTheirs = () => confirm({ title: t('journey.conflict.take'), consequence: t('journey.conflict.takeMeans'), action: t('journey.conflict.take'), danger: true, act: async () => { saver.forget(); const found = await api.get(`/journeys/${props.id}`); saver.begin(found); page.data = found; fresh(); close(); } });
    const saveMine = () => confirm({ title: t('journey.conflict.keep'), consequence: t('journey.conflict.keepMeans'), action: t('journey.conflict.keep'), act: () => saver.force() });
    const rename = () => {
      const form = reactive({ name: page.data.name, error: null });
      showDialog({
        title: t('journey.rename'),
        body: ({ close: shut }) => {
          const save = async () => {
            form.error = null;
            try {
              await saver.save();
              const answer = await api.put(`/journeys/${props.id}/draft`, { draft: draft.value, revision: saver.revision, name: form.name.trim() });
              saver.revision = answer.revision;
              await refresh();
              shut(true);
            } catch (error) {
              form.error = error;
            }
          };
          return <form class="form" onSubmit={(event) => { event.preventDefault(); if (form.name.trim()) save(); }}>
            <TextField label={t('journeys.name')} autofocus maxlength="80" modelValue={form.name} onUpdate:modelValue={(value) => { form.name = value ?? ''; }} />
            {form.error && <ErrorNotice error={form.error} />}
            <div class="row end"><Button label={t('common.cancel')} act={() => { shut(false); }} /><Button kind="primary" label={t('common.save')} disabled={!form.name.trim()} act={save} /></div></form>;
        },
      });
    };
    const publishNow = async () => {
      await saver.save();
      if (saver.error) return;
      await Promise.all([saver.validate(), refresh()]);
      const done = await publish({ journey: page.data, draft: draft.value, problems: problems.value, show });
      if (!done || done === 'problem') return;
      await refresh();
      toast(t(done.pending > 0 ? 'journey.asked' : 'journey.published', { n: done.version }));
    };
    const approve = async () => confirm({ title: t('journey.approveTitle', { name: page.data.name }), action: t('journey.approve'),
      consequence: `${t('journey.approveMeans', { entry: entryWords((await api.get(`/journeys/${props.id}/versions/${page.data.pending}`)).entry) })}${page.data.state === 'paused' ? ` ${t('journey.approvalKeepsPause')}` : ''}`,
      act: async () => { await api.post(`/journeys/${props.id}/approve`); await refresh(); toast(t(page.data.state === 'paused' ? 'journey.approvedPaused' : 'journey.published', { n: page.data.version })); } });
    const restore = async (version) => {
      await saver.save();
      const found = await api.post(`/journeys/${props.id}/versions/${version}/restore`, { revision: saver.revision });
      saver.forget();
      saver.begin(found);
      await refresh();
      fresh();
    };
    const state = (next) => setState(page.data, next, refresh);
    const mine = (data) => data.requestedBy === `account:${session.account?.id}`;

    const saved = () => {
      if (saver.conflict) return <span class="row bad small"><Icon name="warning" size={15} />{t('journey.notSaved')}</span>;
      if (saver.saving || saver.dirty) return <span class="row muted small"><Icon name={saver.error ? 'warning' : 'refresh'} size={15} class={saver.saving ? 'spin' : ''} />{saver.error ? t('journey.notSaved') : t('journey.saving')}</span>;
      return <span class="row muted small journey-saved" title={saver.savedAt ? dateTime(saver.savedAt, { seconds: true }) : undefined}><Icon name="check" size={15} />{saver.savedAt ? t('journey.savedAt', { time: clock(saver.savedAt) }) : t('journey.saved')}</span>;
    };
    const inside = (data) => Object.values(data.waiting ?? {}).reduce((sum, each) => sum + each, 0);
    const head = (data) => (
      <div class="journey-head">
        <div class="row wrap">
          <Link to="/journeys" class="btn quiet small icon-only" aria-label={t('nav.journeys')}><Icon name="left" size={17} /></Link>
          <h1 class="ellipsis">{data.name}</h1>
          {!locked() && <Button small kind="quiet" icon="edit" hint={t('journey.rename')} act={() => { rename(); }} />}
          <StateBadge state={data.state} />
          {data.version > 0 && <Badge label={t('journey.version', { n: data.version })} />}
          <span class="grow" />
          <div class="row wrap journey-actions">
            {tab.value === 'edit' && !locked() && [
              saved(),
              <Button small kind="quiet" icon="undo" hint={t('journey.undo')} disabled={!history.canUndo.value} act={() => { history.undo(); fresh(); }} />,
              <Button small kind="quiet" icon="redo" hint={t('journey.redo')} disabled={!history.canRedo.value} act={() => { history.redo(); fresh(); }} />,
            ]}
            {tab.value === 'edit' && <Button icon="sliders" label={t('journey.settings')} on={ui.panel === 'settings'} act={() => { open('settings'); }} />}
            {tab.value === 'edit' && can('journeys.write') && data.state !== 'ended' && <Button icon="play" label={t('journey.test')} on={ui.panel === 'test'} act={() => { open('test'); }} />}
            {mayWrite() && data.state === 'published' && <Button icon="pause" label={t('journeys.pause')} act={() => { state('paused'); }} />}
            {mayWrite() && data.state === 'paused' && <Button icon="play" label={t('journeys.resume')} act={() => { state('published'); }} />}
            {mayWrite() && data.state !== 'ended' && <Button kind="primary" icon="send" label={t('journey.publish')} disabled={saver.conflict} act={() => publishNow()} />}
          </div>
        </div>
      </div>
    );
    const facts = (data) => data.version > 0 && (
      <div class="journey-facts row wrap">
        {[['inside', inside(data)], ['entered', data.counts?.journey?.entered], ['ended', data.counts?.journey?.ended], ['goal', data.counts?.journey?.goal]].map(([name, value]) => <span key={name} class="soft">{t(`journey.total.${name}`)} <strong class="num">{number(value ?? 0)}</strong></span>)}
      </div>
    );
    const side = () => {
      const node = ui.chosen && ui.chosen !== 'entry' ? find(draft.value, ui.chosen) : null;
      const alter = (how, group) => change(how, group);
      return (
        <>
          <SideDrawer open={ui.chosen === 'entry'} title={t('journey.entry')} width={520} close={close}>
            {() => <EntryForm draft={draft.value} change={alter} locked={locked()} problems={of('entry')} stamp={ui.stamp} />}
          </SideDrawer>
          <SideDrawer open={Boolean(node)} title={node ? t(`journey.step.${node.type}`) : ''} subtitle={node?.name} width={520} close={close}>{{
            default: () => node && <StepForm node={node} change={alterNode(node.id)} locked={locked()} problems={of(node.id)} counts={page.data.counts?.[node.id]} waiting={page.data.waiting?.[node.id]} published={page.data.version > 0} stamp={ui.stamp} />,
            ...(node && !locked() ? { actions: () => <><Button kind="danger" icon="trash" label={isBranch(node) ? t('journey.deleteBranch') : t('common.delete')} act={() => { act.remove(node.id); }} /><span class="grow" /><Button kind="primary" label={t('common.done')} act={() => { close(); }} /></> } : {}),
          }}</SideDrawer>
          <SideDrawer open={ui.panel === 'settings'} title={t('journey.settings')} width={520} close={close}>
            {() => <SettingsForm draft={draft.value} change={alter} locked={locked()} problems={of('settings')} policy={policy.data} stamp={ui.stamp} />}
          </SideDrawer>
          <SideDrawer open={ui.panel === 'test'} title={t('journey.test')} width={520} close={close}>
            {() => ui.panel === 'test' && <TestPanel id={props.id} draft={draft.value} save={() => saver.save()} ready={problems.value.length === 0} passed={(path) => { ui.path = path; }} />}
          </SideDrawer>
        </>
      );
    };

    return () => {
      document.title = `${page.data?.name ?? t('nav.journey')} · ${t('app.name')}`;
      return (
        <main class={['page journey', (ui.chosen || ui.panel) && tab.value === 'edit' && 'beside']} id="main" tabindex="-1">
          <Async state={page} kind="rows" count={8}>{(data) => draft.value && (
            <div class="stack">
              {head(data)}
              <ChangedByWhole needs="journeys.write" />
              {saver.conflict && <div class="notice bad" role="alert"><Icon name="warning" /><div class="grow"><strong>{t('journey.conflict')}</strong> {t('journey.conflict.why')}</div>
                <Button small label={t('journey.conflict.take')} act={() => { takeTheirs(); }} /><Button small label={t('journey.conflict.keep')} act={() => { saveMine(); }} /></div>}
              {saver.error && !saver.conflict && <div class="row"><div class="grow"><ErrorNotice error={saver.error} /></div><Button small icon="refresh" label={t('common.retry')} act={() => saver.save()} /></div>}
              {data.pending > 0 && <div class="notice" role="status"><Icon name="shield" /><div class="grow"><strong>{t('journey.waitsForApproval', { name: actorName(data.requestedBy) })}</strong> {data.version > 0 && data.state === 'published' && `${t('journey.runsOn', { n: data.version })} `}{t(mine(data) ? 'journey.approveOther' : mayChange('journeys.approve') ? 'journey.approveYou' : 'journey.approveWho')}</div>
                {mayChange('journeys.approve') && !mine(data) && <Button small kind="primary" icon="check" label={t('journey.approve')} act={() => approve().catch(toastError)} />}
                {mayWrite() && <Button small label={t('journey.withdraw')} act={() => { state('draft'); }} />}</div>}
              {data.failure && <div class="notice bad" role="status"><Icon name="warning" /><div class="grow"><strong>{t('journey.fails', { time: dateTime(data.failure.since) })}</strong> {t(data.failure.runs ? 'journey.fails.runs' : 'journey.fails.why', { n: number(data.failure.runs ?? 0) })} <span class="muted small">{data.failure.message}</span></div></div>}
              {data.state === 'ended' && <div class="notice"><Icon name="archive" /><span class="grow">{t('journey.endedWhy')}</span></div>}
              {data.state === 'paused' && <div class="notice warn"><Icon name="pause" /><span class="grow">{t('journey.pausedWhy')}{data.missedAt && ` ${t('journey.passedWhy', { time: dateTime(data.missedAt) })}`}</span></div>}
              <Tabs value={tab.value} onPick={(value) => { close(); ui.moving = null; tab.value = value; }} options={[
                { value: 'edit', label: t('journey.tab.flow') }, { value: 'runs', label: t('journey.tab.runs'), count: inside(data) || undefined }, { value: 'versions', label: t('journey.tab.versions') }, { value: 'text', label: t('journey.tab.text') }]} />
              {facts(data)}
              {tab.value === 'edit' && (
                <>
                  {ui.moving && <div class="notice" role="status"><Icon name="grip" /><span class="grow">{t('journey.moving', { name: stepName(find(draft.value, ui.moving)) })}</span><Button small label={t('common.cancel')} act={() => { ui.moving = null; }} /></div>}
                  {problems.value.length > 0 && !locked() && <details class="journey-incomplete" open={problems.value.length <= 3}><summary>{t('journey.incomplete', { n: problems.value.length })}</summary><ProblemList problems={problems.value} draft={draft.value} show={show} /></details>}
                  <div class="journey-canvas" ref={canvas}><Flow draft={draft.value} chosen={ui.chosen} choose={choose} problems={locked() ? [] : problems.value} data={data} locked={locked()} act={act} moving={ui.moving} startMove={startMove} path={ui.path} /></div>
                </>
              )}
              {tab.value === 'runs' && <Runs id={props.id} data={data} draft={draft.value} />}
              {tab.value === 'versions' && <Versions data={data} draft={draft.value} locked={locked()} restore={restore} />}
              {tab.value === 'text' && <TextForm draft={draft.value} locked={locked()} apply={(value) => { history.change(() => value); fresh(); }} />}
              {tab.value === 'edit' && side()}
            </div>
          )}</Async>
          {page.error?.status === 404 && <div class="row" style="justify-content:center"><Button label={t('nav.journeys')} act={() => { go('/journeys'); }} /></div>}
        </main>
      );
    };
  },
});
