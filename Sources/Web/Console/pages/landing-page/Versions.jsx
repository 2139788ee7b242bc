// What was published, when and by whom; an earlier version can be shown again or edited further.
import { defineComponent, ref } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { useLoad } from 'console/lib/load.js';
import { actorName } from 'console/lib/people.js';
import { dateTime } from 'console/lib/format.js';
import { Button } from 'console/parts/Button.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, Empty } from 'console/parts/States.jsx';
import { PreviewFrame } from 'console/parts/PreviewFrame.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { confirm, toast, toastError } from 'console/parts/dialogs.jsx';
import { Changes } from './publish.jsx';

export const Versions = defineComponent({
  name: 'PageVersions',
  props: ['page', 'locked', 'changed', 'restore'],
  setup(props) {
    const list = useLoad(async (signal) => (await api.get(`/pages/${props.page.id}/versions`, null, { signal })).items);
    const open = ref(null);
    const address = ref('');
    const look = async (version) => {
      open.value = version;
      address.value = '';
      try {
        const url = new URL((await api.post(`/pages/${props.page.id}/preview`, { version: version.version })).url, location.origin);
        address.value = url.pathname + url.search;
      } catch (error) {
        toastError(error);
      }
    };
    const show = (version) => confirm({
      title: t('lpage.ver.show', { n: version.version }), consequence: t('lpage.ver.showMeans'), action: t('lpage.ver.show', { n: version.version }),
      act: async () => {
        await api.put(`/pages/${props.page.id}/published`, { version: version.version });
        await Promise.all([list.reload(), props.changed()]);
        toast(t('lpage.published', { n: version.version }));
      },
    });
    const before = (items, at) => items[at + 1]?.content;
    return () => (
      <div>
        <Async state={list} kind="rows" count={4}>{(items) => (items.length === 0
          ? <div class="card"><Empty icon="clock" title={t('lpage.ver.empty')} why={t('lpage.ver.empty.why')} /></div>
          : <ol class="lpage-versions">{items.map((version, at) => (
            <li key={version.version} class="card">
              <header><h3>{t('lpage.ver.name', { n: version.version })}</h3>{version.isShown && <Badge tone="good" dot label={t('lpage.ver.shown')} />}
                <span class="muted small num">{dateTime(version.publishedAt)} · {actorName(version.publishedBy)}</span><span class="grow" />
                <Button small icon="eye" label={t('lpage.ver.look')} act={() => look(version)} />
                {!props.locked && <Button small icon="edit" label={t('lpage.ver.edit')} act={() => { props.restore(version); }} />}
                {!props.locked && !version.isShown && <Button small icon="send" label={t('lpage.ver.showAgain')} act={() => { show(version); }} />}</header>
              <div class="body">{before(items, at) ? <Changes before={before(items, at)} after={version.content} /> : <span class="muted">{t('lpage.firstVersion', { n: version.content?.blocks?.length ?? 0 })}</span>}</div>
            </li>
          ))}</ol>)}</Async>
        <SideDrawer open={Boolean(open.value)} title={open.value && t('lpage.ver.name', { n: open.value.version })} subtitle={open.value && dateTime(open.value.publishedAt)} width={470} close={() => { open.value = null; }}>
          {() => open.value && <PreviewFrame src={address.value} device="phone" title={t('lpage.preview')} height={700} />}
        </SideDrawer>
      </div>
    );
  },
});
