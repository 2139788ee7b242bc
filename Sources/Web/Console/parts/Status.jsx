// A state as a badge with a dot; an account's or customer's initial; a channel with its colour.
import { appearance } from '../lib/prefs.js';
import { palette } from '../theme/charts.js';
import { tOr } from '../i18n/index.js';

/** tone: 'good' | 'warn' | 'bad' | 'accent' | '' */
export const Badge = (props, { slots }) => <span class={['badge', props.tone]}>{props.dot !== undefined && props.dot !== false && <span class={['dot', props.tone]} />}{slots.default?.() ?? props.label}</span>;
Badge.props = ['tone', 'dot', 'label'];

export const channelName = (key) => tOr(`channel.${key}`, key);

export const Channel = ({ name }) => {
  const colour = appearance.dark !== undefined && palette().channel(name);
  return <span class="channel"><span class="channel-mark" style={`background:${colour}`} />{channelName(name)}</span>;
};
Channel.props = ['name'];

/** A round initial; the colour follows the name. */
export const Avatar = ({ name, size = 28 }) => {
  const text = (name ?? '').trim();
  const hue = [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 6, 0) + 1;
  return <span class="avatar" style={`--hue:var(--hue-${hue});width:${size}px;height:${size}px;font-size:${Math.round(size * 0.46)}px`} aria-hidden="true">{[...text][0]?.toUpperCase() ?? '·'}</span>;
};
Avatar.props = ['name', 'size'];

/** Shares as horizontal bars: items [{ key, label, value, note?, colour? }], format(value), onPick(item); of `total`, or of the largest. */
export const Bars = ({ items, format, onPick, total }) => {
  const top = total ?? Math.max(1, ...items.map((item) => item.value ?? 0));
  return (
    <ul class="bars">{items.map((item) => (
      <li key={item.key} class={onPick && 'opens'} onClick={() => onPick?.(item)}>
        <div class="bars-line"><span class="ellipsis" title={item.label}>{item.label}</span><span class="num nowrap">{format(item.value)}{item.note && <span class="muted small"> · {item.note}</span>}</span></div>
        <div class="bars-track"><span style={`width:${Math.max(0.5, 100 * (item.value ?? 0) / top)}%;${item.colour ? `background:${item.colour}` : ''}`} /></div>
      </li>
    ))}</ul>
  );
};
Bars.props = ['items', 'format', 'onPick', 'total'];
