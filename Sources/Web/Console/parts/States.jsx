// What a page shows when there is nothing to show yet: loading, empty, failed, not allowed.
import { locale, t, tOr } from '../i18n/index.js';
import { Icon } from './Icon.jsx';
import { Button } from './Button.jsx';
import { Copy } from './Copy.jsx';

/** Grey shapes of what is coming. kind: 'rows' | 'cards' | 'chart' | 'text' */
export const Skeleton = ({ kind = 'rows', count = 6 }) => {
  const items = [...Array(Number(count)).keys()];
  if (kind === 'cards') return <div class="skeleton-cards" aria-hidden="true">{items.map(() => <div class="card"><span class="skeleton" style="width:40%;height:13px" /><span class="skeleton" style="width:65%;height:26px;margin-top:12px" /></div>)}</div>;
  if (kind === 'chart') return <div class="skeleton-chart" aria-hidden="true">{[46, 62, 54, 78, 66, 88, 72, 92, 60, 82, 70, 96].map((height) => <span class="skeleton" style={`height:${height}%`} />)}</div>;
  return <div class="skeleton-rows" aria-hidden="true">{items.map((at) => <span class="skeleton" style={`width:${kind === 'text' ? [92, 78, 85, 60][at % 4] : 100}%;height:${kind === 'text' ? 14 : 22}px`} />)}</div>;
};
Skeleton.props = ['kind', 'count'];

/** What this is, why it is empty, the one button that fills it (as children). */
export const Empty = (props, { slots }) => (
  <div class="empty">
    <span class="empty-icon"><Icon name={props.icon ?? 'box'} size={26} /></span>
    <h3>{props.title}</h3>
    {props.why && <p class="soft">{props.why}</p>}
    {slots.default && <div class="row wrap" style="justify-content:center;margin-top:6px">{slots.default()}</div>}
  </div>
);
Empty.props = ['icon', 'title', 'why'];

/**
 * The words for an error: what happened and what to do. The server writes English: an English reader gets
 * its words, others get ours by code, with the server's as the detail.
 */
export function errorWords(error) {
  const ours = { what: tOr(`error.${error?.code}`, t('error.internal')), todo: tOr(`error.todo.${error?.code}`, t('error.todo.internal')) };
  if (!error?.message) return { ...ours, detail: '' };
  // A name in quotes may be Chinese in an English sentence.
  const isForeign = locale.value !== 'en' && !/[\u4e00-\u9fff]/.test(error.message.replace(/“[^”]*”/g, ''));
  if (isForeign) return { ...ours, detail: [error.message, error.hint].filter(Boolean).join(' ') };
  return { what: error.message, todo: error.hint || '', detail: '' };
}

/** An error inside a form or a dialog. */
export const ErrorNotice = ({ error }) => {
  const words = errorWords(error);
  return <div class="notice bad" role="alert"><Icon name="alert" /><div><strong>{words.what}</strong> {words.todo}{words.detail && <div class="small soft" lang="en">{words.detail}</div>}</div></div>;
};
ErrorNotice.props = ['error'];

/** What happened, what to do, a copyable id, and "try again". */
export const Failed = ({ error, retry }) => {
  if (error?.status === 403) return <Forbidden hint={error.hint} />;
  const words = errorWords(error);
  return (
    <div class="empty" role="alert">
      <span class="empty-icon bad"><Icon name="alert" size={26} /></span>
      <h3>{words.what}</h3>
      <p class="soft">{words.todo}</p>
      {words.detail && <p class="muted small" lang="en">{words.detail}</p>}
      <div class="row wrap" style="justify-content:center;margin-top:6px">
        {retry && <Button icon="refresh" label={t('common.retry')} act={() => { retry(); }} />}
        {error?.requestId && <Copy text={error.requestId} label={t('error.id')} />}
      </div>
    </div>
  );
};
Failed.props = ['error', 'retry'];

export const Forbidden = ({ hint }, { slots }) => (
  <div class="empty">
    <span class="empty-icon"><Icon name="lock" size={26} /></span>
    <h3>{t('error.forbidden')}</h3>
    <p class="soft">{hint || t('error.todo.forbidden')}</p>
    {slots.default && <div class="row wrap" style="justify-content:center;margin-top:6px">{slots.default()}</div>}
  </div>
);
Forbidden.props = ['hint'];

/**
 * Shows a load state (lib/load.js): skeleton at once, "still loading" after 1 s, cancel after 3 s, failure, content.
 * The content stays visible (dimmed) while it is fetched again. Children: a function of the data.
 */
export const Async = ({ state, kind, count }, { slots }) => {
  if (state.error && !state.loading) return <Failed error={state.error} retry={state.reload} />;
  if (state.data === null || state.data === undefined) {
    if (!state.loading && !state.error) return <div class="empty"><p class="soft">{t('common.cancelled')}</p><Button label={t('common.retry')} act={() => { state.reload(); }} /></div>;
    return (
      <div role="status" aria-busy="true">
        <Skeleton kind={kind} count={count} />
        <Slow state={state} />
      </div>
    );
  }
  return <div class={['async', state.slow && 'refreshing']} aria-busy={state.loading ? 'true' : undefined}><Slow state={state} />{slots.default?.(state.data)}</div>;
};
Async.props = ['state', 'kind', 'count'];

export const Slow = ({ state }) => state.slow && (
  <div class="slow" role="status">
    <div class="slow-bar" />
    <span class="muted small">{t('common.stillLoading')}</span>
    {state.verySlow && <button type="button" class="link small" onClick={state.cancel}>{t('common.cancel')}</button>}
  </div>
);
Slow.props = ['state'];
