// 落地页: the editor of one page, its A/B test, the forms sent on it and its versions.
import { computed, defineComponent, onBeforeUnmount, onMounted, reactive, ref } from 'vue';
import { api } from 'console/api.js';
import { Link, go, isAvailable, useQuery } from 'console/router.jsx';
import { mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { useHistory } from 'console/lib/history.js';
import { clock, dateTime } from 'console/lib/format.js';
import { Button } from 'console/parts/Button.jsx';
import { ChangedByWhole } from 'console/parts/Page.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Tabs } from 'console/parts/Fields.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, ErrorNotice } from 'console/parts/States.jsx';
import { confirm, toast, toastError } from 'console/parts/dialogs.jsx';
import { useSaver } from './saver.js';
import { Editor } from './Editor.jsx';
import { ExperimentTab } from './ExperimentTab.jsx';
import { Submissions } from './Submissions.jsx';
import { Versions } from './Versions.jsx';
import { publish } from './publish.jsx';
import { rename } from './rename.jsx';

export default defineComponent({
  name: 'LandingPage',
  props: ['id'],
  setup(props) {
    const tab = useQuery('tab', 'edit');
    const variant = ref('A');
    const history = useHistory(null);
    const saver = useSaver(props.id, history);
    const page = useLoad(async (signal) => {
      const found = await api.get(`/pages/${props.id}`, null, { signal });
      saver.begin(found);
      if (saver.restored) toast(t('lpage.restored'));
      return found;
    });
    const blocks = useLoad(async (signal) => (await api.get('/pages/blocks', null, { signal })).items);
    const slots = useLoad(async (signal) => (await api.get('/slots', null, { signal })).items);
    const content = computed(() => history.state.value);
    const locked = () => !mayChange('touchpoints.write') || page.data?.archived;
    const ui = reactive({ chosen: 'page' });

    /** What the server says about the page itself; the draft is ours. */
    async function refresh() {
      try {
        const found = await api.get(`/pages/${props.id}`);
        page.data = { ...found };
      } catch (error) {
        toastError(error);
      }
    }
    const takeTheirs = () => confirm({
      title: t('lpage.conflict.take'), consequence: t('lpage.conflict.takeConsequence'), action: t('lpage.conflict.take'), danger: true,
      act: async () => { saver.forget(); const found = await api.get(`/pages/${props.id}`); saver.begin(found); page.data = found; },
    });
    const saveMine = () => confirm({
      title: t('lpage.conflict.keep'), consequence: t('lpage.conflict.keepConsequence'), action: t('lpage.conflict.keep'), act: () => saver.force(),
    });
    const publishNow = async () => {
      await saver.save();
      if (saver.error) return;
      const done = await publish({ page: page.data, content: content.value, revision: saver.revision, problems: saver.problems, show: (problem) => { tab.value = 'edit'; ui.problem = problem; } });
      if (done && done !== 'problem') {
        await refresh();
        toast(t('lpage.published', { n: done.publishedVersion }));
      }
    };
    const takeDown = () => confirm({
      title: t('lpage.takeDownTitle', { name: page.data.name }), consequence: t('lpage.takeDownConsequence'), action: t('lpage.takeDown'), danger: true,
      act: async () => { await api.put(`/pages/${props.id}/published`, { version: null }); await refresh(); },
    });

    const keys = (event) => {
      if (tab.value !== 'edit' || !(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== 'z' || document.querySelector('.q-dialog')) return;
      event.preventDefault();
      if (event.shiftKey) history.redo();
      else history.undo();
    };
    onMounted(() => window.addEventListener('keydown', keys));
    onBeforeUnmount(() => window.removeEventListener('keydown', keys));

    const state = () => {
      if (saver.conflict) return <span class="row bad small"><Icon name="warning" size={15} />{t('lpage.notSaved')}</span>;
      if (saver.saving || saver.dirty) return <span class="row muted small"><Icon name={saver.error ? 'warning' : 'refresh'} size={15} class={saver.saving ? 'spin' : ''} />{saver.error ? t('lpage.notSaved') : t('lpage.saving')}</span>;
      return <span class="row muted small" title={saver.savedAt ? dateTime(saver.savedAt, { seconds: true }) : undefined}><Icon name="check" size={15} />{saver.savedAt ? t('lpage.savedAt', { time: clock(saver.savedAt) }) : t('lpage.savedDraft')}</span>;
    };
    const badge = (data) => {
      if (data.archived) return <Badge label={t('lpages.archived')} />;
      if (!data.publishedVersion) return <Badge tone="warn" label={t('lpages.draft')} />;
      return <Badge tone="good" dot label={t('lpages.live', { n: data.publishedVersion })} />;
    };
    const changed = (data) => data.publishedVersion && (data.publishedRevision !== saver.revision || saver.dirty);

    const head = (data) => (
      <div class="lpage-head">
        <div class="row wrap">
          <Link to="/landing-pages" class="btn quiet small icon-only" aria-label={t('nav.landingPages')}><Icon name="left" size={17} /></Link>
          <h1 class="ellipsis">{data.name}</h1>
          {!locked() && <Button small kind="quiet" icon="edit" hint={t('lpage.rename')} act={() => { rename(data, refresh); }} />}
          {badge(data)}
          {changed(data) && <Badge tone="warn" label={t('lpages.changed')} />}
          <span class="grow" />
          <div class="row lpage-actions">
            {tab.value === 'edit' && !locked() && [
              state(),
              <Button small kind="quiet" icon="undo" hint={t('lpage.undo')} disabled={!history.canUndo.value} act={() => { history.undo(); }} />,
              <Button small kind="quiet" icon="redo" hint={t('lpage.redo')} disabled={!history.canRedo.value} act={() => { history.redo(); }} />,
            ]}
            {mayChange('touchpoints.write') && data.publishedVersion && !data.archived && <Button kind="quiet" label={t('lpage.takeDown')} act={() => { takeDown(); }} />}
            {mayChange('touchpoints.write') && !data.archived && <Button kind="primary" icon="send" label={t('lpage.publish')} disabled={saver.conflict || (data.publishedVersion && !changed(data))} act={() => { publishNow(); }} />}
          </div>
        </div>
        <div class="row wrap lpage-address">
          <p class="soft">{t('lpage.purpose')}</p>
          <span class="grow" />
          {data.publishedVersion && <><a href={data.address} target="_blank" rel="noopener" class="small ellipsis">{data.address}</a><Copy text={data.address} /></>}
          {isAvailable('links') && <Link to="/links" query={{ page: data.id }} class="small">{t('lpage.linksOf', { n: data.links ?? 0 })}</Link>}
        </div>
      </div>
    );

    return () => {
      document.title = `${page.data?.name ?? t('nav.landingPage')} · ${t('app.name')}`;
      return (
        <main class="page lpage" id="main" tabindex="-1">
          <Async state={page} kind="rows" count={8}>{(data) => (
            <div class="stack">
              {head(data)}
              <ChangedByWhole needs="touchpoints.write" />
              {saver.conflict && <div class="notice bad" role="alert"><Icon name="warning" /><div class="grow"><strong>{t('lpage.conflict')}</strong> {t('lpage.conflict.why')}</div>
                <Button small label={t('lpage.conflict.take')} act={() => { takeTheirs(); }} /><Button small label={t('lpage.conflict.keep')} act={() => { saveMine(); }} /></div>}
              {saver.error && !saver.conflict && <div class="row"><div class="grow"><ErrorNotice error={saver.error} /></div><Button small icon="refresh" label={t('common.retry')} act={() => saver.save()} /></div>}
              {data.archived && <div class="notice"><Icon name="archive" /><span class="grow">{t('lpage.archivedWhy')}</span>
                {mayChange('touchpoints.write') && <Button small label={t('lpages.bringBack')} act={async () => { await api.patch(`/pages/${data.id}`, { archived: false }); await refresh(); }} />}</div>}
              <Tabs value={tab.value} onPick={(value) => { tab.value = value; }} options={[
                { value: 'edit', label: t('lpage.tab.edit') }, { value: 'experiment', label: t('lpage.tab.experiment') },
                { value: 'submissions', label: t('lpage.tab.submissions'), count: data.submissions || undefined }, { value: 'versions', label: t('lpage.tab.versions') }]} />
              {tab.value === 'edit' && (
                <Async state={blocks} kind="rows" count={6}>{(types) => content.value && (
                  <Editor page={data} content={content.value} types={types} saver={saver} history={history} locked={locked()} variant={variant.value} setVariant={(value) => { variant.value = value; }} ui={ui}
                    popups={(slots.data ?? []).filter((slot) => slot.kind === 'popup' && slot.active)} />
                )}</Async>
              )}
              {tab.value === 'experiment' && content.value && <ExperimentTab page={data} content={content.value} history={history} locked={locked()} edit={(value) => { variant.value = value; tab.value = 'edit'; }} />}
              {tab.value === 'submissions' && <Submissions page={data} />}
              {tab.value === 'versions' && <Versions page={data} locked={locked()} changed={refresh}
                restore={(version) => { history.change(() => JSON.parse(JSON.stringify(version.content))); tab.value = 'edit'; toast(t('lpage.restoredVersion', { n: version.version })); }} />}
            </div>
          )}</Async>
          {page.error?.status === 404 && <div class="row" style="justify-content:center"><Button label={t('nav.landingPages')} act={() => { go('/landing-pages'); }} /></div>}
        </main>
      );
    };
  },
});
