// The frame of every page: title, one sentence saying what it is for, the primary action at the right, content.
import { t } from '../i18n/index.js';

/**
 * Slots: default (content), actions (right of the title), filters (chips under the title).
 * `narrow` keeps forms at a readable width.
 */
export const Page = (props, { slots }) => {
  document.title = `${props.title} · ${t('app.name')}`;
  return (
    <main class={['page', props.narrow !== undefined && props.narrow !== false && 'narrow']} id="main" tabindex="-1">
      <div class="page-head">
        <div class="grow">
          <h1>{props.title}</h1>
          {props.purpose && <p class="soft">{props.purpose}</p>}
        </div>
        {slots.actions && <div class="row wrap page-actions">{slots.actions()}</div>}
      </div>
      {slots.filters && <div class="page-filters">{slots.filters()}</div>}
      {slots.default?.()}
    </main>
  );
};
Page.props = ['title', 'purpose', 'narrow'];
