// A customer in small: avatar and name, identifiers, tags, channels.
import { QTooltip } from '../lib/quasar.js';
import { t } from '../i18n/index.js';
import { customerName, inOrder, isKnown, mainIdentifier } from '../lib/people.js';
import { identifierName } from '../lib/words.js';
import { palette, isChannel } from '../theme/charts.js';
import { appearance } from '../lib/prefs.js';
import { Avatar, channelName } from './Status.jsx';
import { Icon } from './Icon.jsx';

const channelIcons = {
  web: 'globe', h5: 'window', app: 'phone', mini_program: 'spark', wecom: 'chat', official_account: 'megaphone', douyin: 'play',
  store: 'store', shop: 'bag', sms: 'chat', email: 'mail', server: 'server', other: 'bolt',
};
const identifierIcons = {
  user_id: 'person', login_id: 'person', member_id: 'card', phone: 'phone', email: 'mail', unionid: 'chat', openid: 'chat', external_userid: 'chat',
  anonymous_id: 'globe', device_id: 'phone', shop_id: 'bag',
};

export const identifierIcon = (kind) => identifierIcons[kind] ?? 'key';

/** The channel's icon in its colour. */
export const ChannelIcon = ({ name, size = 26 }) => {
  const colour = appearance.dark !== undefined && palette().channel(isChannel(name) ? name : 'other');
  return (
    <span class="channel-icon" style={`--hue:${colour};width:${size}px;height:${size}px`} role="img" aria-label={channelName(name)}>
      <Icon name={channelIcons[name] ?? 'bolt'} size={Math.round(size * 0.6)} /><QTooltip delay={350}>{channelName(name)}</QTooltip>
    </span>
  );
};
ChannelIcon.props = ['name', 'size'];

/** Channels as a row of icons. */
export const ChannelIcons = ({ names, size = 22 }) => (
  <span class="row channel-icons">{(names ?? []).slice(0, 6).map((name) => <ChannelIcon key={name} name={name} size={size} />)}</span>
);
ChannelIcons.props = ['names', 'size'];

/** A picture when there is one that may be shown, or the initial. Visitors get an icon. */
export const PersonAvatar = ({ customer, size = 32 }) => (customer?.name || isKnown(customer)
  ? <Avatar name={customer.name || mainIdentifier(customer)?.value} size={size} />
  : <span class="avatar visitor" style={`--hue:var(--hue-other);width:${size}px;height:${size}px`} aria-hidden="true"><Icon name="person" size={Math.round(size * 0.55)} /></span>);
PersonAvatar.props = ['customer', 'size'];

/** Avatar, name, and one identifier under it. */
export const PersonLine = ({ customer, size }) => {
  const identifier = mainIdentifier(customer);
  return (
    <span class="person-line">
      <PersonAvatar customer={customer} size={size} />
      <span class="person-names">
        <span class="person-name ellipsis">{customerName(customer)}</span>
        {identifier && <span class="muted small ellipsis num">{identifierName(identifier.kind)} {identifier.value}</span>}
      </span>
    </span>
  );
};
PersonLine.props = ['customer', 'size'];

export const TagChips = ({ tags, most = 3 }) => (
  <span class="tag-chips">
    {(tags ?? []).slice(0, most).map((tag) => <span key={tag.id ?? tag.name} class="tag-chip" title={tag.group ? `${tag.group} / ${tag.name}` : undefined}>{tag.name}</span>)}
    {(tags?.length ?? 0) > most && <span class="muted small num" title={tags.slice(most).map((tag) => tag.name).join(t('common.comma'))}>+{tags.length - most}</span>}
  </span>
);
TagChips.props = ['tags', 'most'];

/** One identifier: icon, kind, value; strength by the border. */
export const IdentifierChip = ({ identifier }) => (
  <span class={['id-chip', identifier.strength]}>
    <Icon name={identifierIcon(identifier.kind)} size={14} />
    <span class="muted">{identifierName(identifier.kind)}</span>
    <span class="num ellipsis">{identifier.value}</span>
  </span>
);
IdentifierChip.props = ['identifier'];

export const IdentifierChips = ({ identifiers, most = 4 }) => {
  const sorted = inOrder(identifiers);
  return (
    <span class="id-chips">
      {sorted.slice(0, most).map((each) => <IdentifierChip key={each.kind + each.scope + each.value} identifier={each} />)}
      {sorted.length > most && <span class="muted small num">{t('customer.moreIdentifiers', { n: sorted.length - most })}</span>}
    </span>
  );
};
IdentifierChips.props = ['identifiers', 'most'];
