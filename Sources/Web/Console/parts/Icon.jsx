// One line icon by name (lib/icons.js). Decorative unless given a label.
import { icons } from '../lib/icons.js';

export const Icon = ({ name, size = 18, label, class: extra }) => (
  <svg class={['icon', extra]} width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
    stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"
    role={label ? 'img' : undefined} aria-label={label} aria-hidden={label ? undefined : 'true'}>
    <path d={icons[name] ?? icons.help} />
  </svg>
);
Icon.props = ['name', 'size', 'label', 'class'];
