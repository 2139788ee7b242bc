// Filters as chips: each shows its name and choice, opens a menu, and can be cleared.
import { QMenu, ClosePopup } from '../lib/quasar.js';
import { withDirectives } from 'vue';
import { t } from '../i18n/index.js';
import { Icon } from './Icon.jsx';

/**
 * <FilterChip label value options={[{ value, label, count? }]} onPick={(value) => …} />
 * `value` '' means "all". Instead of options, children (a function of { close }) may be any form.
 */
export const FilterChip = (props, { slots }) => {
  let menu = null;
  const chosen = props.options?.find((option) => option.value === props.value);
  const isSet = props.text !== undefined ? Boolean(props.text) : Boolean(props.value);
  return (
    <span class={['chip', isSet && 'set']}>
      <button type="button" class="chip-main" aria-haspopup="true">
        <span>{props.label}</span>
        {isSet && <strong class="ellipsis">{props.text ?? chosen?.label ?? props.value}</strong>}
        {!isSet && <Icon name="down" size={14} />}
        <QMenu fit offset={[0, 6]} ref={(found) => { menu = found; }}>{() => (
          <div class="chip-menu">
            {props.options?.map((option) => withDirectives(
              <button key={option.value} type="button" class={['chip-option', option.value === props.value && 'on']} onClick={() => props.onPick(option.value)}>
                <span class="grow ellipsis">{option.label}</span>
                {option.count !== undefined && <span class="muted num small">{option.count}</span>}
                {option.value === props.value && <Icon name="check" size={15} />}
              </button>, [[ClosePopup]]))}
            {slots.default?.({ close: () => menu?.hide() })}
          </div>
        )}</QMenu>
      </button>
      {isSet && props.onPick && <button type="button" class="chip-clear" aria-label={t('common.clear')} onClick={() => props.onPick('')}><Icon name="close" size={13} /></button>}
    </span>
  );
};
FilterChip.props = ['label', 'value', 'options', 'onPick', 'text'];
