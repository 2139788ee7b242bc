// Drop a file, and the history of what was brought in.
import { defineComponent, reactive, ref } from 'vue';
import { api } from 'console/api.js';
import { seesAll } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { usePages, usePolling } from 'console/lib/load.js';
import { ago, bytes, dateTime, number } from 'console/lib/format.js';
import { actorName } from 'console/lib/people.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Badge } from 'console/parts/Status.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Empty, ErrorNotice, Failed } from 'console/parts/States.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { targetsOf } from './fields.js';
import { keep } from './inspected.js';

export const importTones = { uploaded: '', running: 'accent', done: 'good', failed: 'bad', cancelled: 'warn' };
const MOST = 200 << 20;
const kinds = ['csv', 'tsv', 'txt', 'xlsx', 'ndjson', 'jsonl', 'json', 'gz'];

export const Bring = defineComponent({
  name: 'ImportsBring',
  props: ['open', 'target'],
  setup(props) {
    const state = reactive({ over: false, sending: null, error: null });
    const input = ref(null);
    const list = usePages((page, signal) => api.get('/imports', page, { signal }), () => 1);
    usePolling(() => { if (list.items.some((each) => each.status === 'running')) list.first.reload(); }, 2);
    let controller = null;

    async function upload(file) {
      state.error = null;
      if (!file) return;
      if (file.size > MOST) {
        state.error = { code: 'too_large', message: t('imports.tooLarge', { size: bytes(file.size) }), hint: t('imports.tooLarge.todo') };
        return;
      }
      state.sending = file;
      controller = new AbortController();
      try {
        const seen = await api.upload('/imports', file, { filename: file.name, target: props.target || undefined }, { signal: controller.signal });
        keep(seen.id, { seen, size: file.size, target: seen.suggestion.target, mapping: seen.suggestion.mapping, options: {} });
        props.open(seen.id);
      } catch (error) {
        if (error.name !== 'AbortError') state.error = error;
      } finally {
        state.sending = null;
      }
    }
    const drop = (event) => {
      event.preventDefault();
      state.over = false;
      upload(event.dataTransfer.files[0]);
    };
    const columns = () => [
      { key: 'filename', label: t('imports.file'), main: true, render: (each) => <span class="row"><Icon name="file" size={16} class="muted" /><span class="strong ellipsis">{each.filename}</span></span> },
      { key: 'target', label: t('imports.target'), render: (each) => (each.target ? t(`imports.target.${each.target}`) : <span class="muted">—</span>) },
      { key: 'status', label: t('common.status'), render: (each) => <span class="row"><Badge dot tone={importTones[each.status]} label={t(`imports.status.${each.status}`)} />{each.status === 'running' && <span class="num small muted">{Math.floor(100 * each.processed / Math.max(1, each.total))}%</span>}</span> },
      { key: 'total', label: t('imports.rows'), align: 'right', render: (each) => <span>{each.status === 'uploaded' && '≈ '}{number(each.total)}</span> },
      { key: 'accepted', label: t('imports.accepted'), align: 'right', render: (each) => (each.startedAt ? number(each.accepted) : <span class="muted">—</span>) },
      { key: 'refused', label: t('imports.refused'), align: 'right', render: (each) => (each.refused > 0 ? <a class="bad" href={api.address(`/imports/${each.id}/refused.csv`)} download>{number(each.refused)} <Icon name="download" size={13} class="inline" /></a> : <span class="muted">{each.startedAt ? 0 : '—'}</span>) },
      { key: 'createdBy', label: t('imports.by'), phone: false, render: (each) => actorName(each.createdBy) },
      { key: 'createdAt', label: t('imports.when'), render: (each) => <span class="nowrap">{ago(each.createdAt)}<QTooltip delay={300}>{dateTime(each.createdAt)}</QTooltip></span> },
    ];
    return () => (
      <div class="stack">
        {props.target && <p class="soft">{t('imports.asTarget', { target: t(`imports.target.${props.target}`) })} {t(`imports.what.${props.target}`)}</p>}
        <div class={['drop', state.over && 'over', state.sending && 'busy']} onDragover={(event) => { event.preventDefault(); state.over = true; }} onDragleave={() => { state.over = false; }} onDrop={drop}>
          <input ref={input} type="file" class="sr-only" tabindex={-1} accept={kinds.map((each) => `.${each}`).join(',')} aria-label={t('imports.choose')} onChange={(event) => { upload(event.target.files[0]); event.target.value = ''; }} />
          {state.sending ? (
            <>
              <Icon name="refresh" size={26} class="spin" />
              <strong>{t('imports.sending', { name: state.sending.name, size: bytes(state.sending.size) })}</strong>
              <p class="muted small">{t('imports.looking')}</p>
              <Button small label={t('common.cancel')} act={() => { controller.abort(); }} />
            </>
          ) : (
            <>
              <span class="drop-icon"><Icon name="upload" size={24} /></span>
              <strong>{t('imports.drop')}</strong>
              <p class="muted small">{t('imports.kinds')}</p>
              <Button kind="primary" label={t('imports.choose')} act={() => { input.value.click(); }} />
            </>
          )}
        </div>
        {state.error && <ErrorNotice error={state.error} />}
        <div class="imports-what">{targetsOf(seesAll()).map((target) => (
          <div key={target} class="card"><strong>{t(`imports.target.${target}`)}</strong><p class="small soft">{t(`imports.what.${target}`)}</p></div>))}</div>
        <h2 class="imports-title">{t('imports.history')}</h2>
        {list.first.error ? <div class="card"><Failed error={list.first.error} retry={list.first.reload} /></div>
          : <DataTable label={t('imports.history')} columns={columns()} rows={list.items} loading={list.first.loading && !list.first.data} rowKey={(each) => each.id} open={(each) => props.open(each.id)}
            hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}>{{
              empty: () => <Empty icon="upload" title={t('imports.empty')} why={t('imports.empty.why')} />,
            }}</DataTable>}
      </div>
    );
  },
});
