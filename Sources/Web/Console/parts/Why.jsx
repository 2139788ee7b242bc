// The small "为什么?" beside whatever the machine decided: the reason in words and numbers.
import { QMenu } from '../lib/quasar.js';
import { t } from '../i18n/index.js';
import { Icon } from './Icon.jsx';

/** Children: the explanation. `label` replaces the question mark's text; `title` heads the popover. */
export const Why = ({ title, label, text }, { slots }) => (
  <button type="button" class="why" aria-label={label ?? t('common.why')}>
    {label === undefined ? <Icon name="help" size={15} /> : <span>{label}</span>}
    <QMenu anchor="bottom middle" self="top middle" offset={[0, 6]}>{() => (
      <div class="why-body">
        {title && <h3>{title}</h3>}
        {text && <p>{text}</p>}
        {slots.default?.()}
      </div>
    )}</QMenu>
  </button>
);
Why.props = ['title', 'label', 'text'];
