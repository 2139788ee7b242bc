// The frame of every page: title, one sentence saying what it is for, the primary action at the right, content.
import { t } from '../i18n/index.js';
import { can, seesAll } from '../session.js';

/** One quiet line for somebody who has the permission but sees a part of the organisation: what is here concerns everybody. */
export const ChangedByWhole = ({ needs }) => can(needs) && !seesAll() && <p class="muted small">{t('common.changedByWhole')}</p>;
ChangedByWhole.props = ['needs'];

/**
 * Slots: default (content), actions (right of the title), filters (chips under the title).
 * `narrow` keeps forms at a readable width; `changes` is the permission to change what is here, where that needs the whole organisation.
 */
export const Page = (props, { slots }) => {
  document.title = `${props.title} · ${t('app.name')}`;
  return (
    <main class={['page', props.narrow !== undefined && props.narrow !== false && 'narrow']} id="main" tabindex="-1">
      <div class="page-head">
        <div class="grow">
          <h1>{props.title}</h1>
          {props.purpose && <p class="soft">{props.purpose}</p>}
          {props.changes && <ChangedByWhole needs={props.changes} />}
        </div>
        {slots.actions && <div class="row wrap page-actions">{slots.actions()}</div>}
      </div>
      {slots.filters && <div class="page-filters">{slots.filters()}</div>}
      {slots.default?.()}
    </main>
  );
};
Page.props = ['title', 'purpose', 'narrow', 'changes'];
