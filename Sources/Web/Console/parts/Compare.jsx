// Two customers side by side; what differs is plain to see, what contradicts is marked.
import { t } from '../i18n/index.js';
import { ago, date, dateTime, number } from '../lib/format.js';
import { originName } from '../lib/names.js';
import { customerName, inOrder } from '../lib/people.js';
import { identifierName } from '../lib/words.js';
import { Link } from '../router.jsx';
import { Icon } from './Icon.jsx';
import { ChannelIcons, PersonAvatar, TagChips, identifierIcon } from './Person.jsx';

/** Kinds of which both have one, and not the same: what makes it doubtful that they are one person. */
export function clashes(left, right) {
  const found = new Set();
  for (const a of left.identifiers) {
    if (a.strength !== 'strong') continue;
    const theirs = right.identifiers.filter((b) => b.kind === a.kind && b.scope === a.scope);
    if (theirs.length && !theirs.some((b) => b.value === a.value)) found.add(`${a.kind}|${a.scope}`);
  }
  return found;
}

const Side = ({ customer, other, contradicting, marked }) => {
  const theirs = new Set(other.identifiers.map((each) => `${each.kind}|${each.scope}|${each.value}`));
  const is = (identifier, mark) => mark && mark.kind === identifier.kind && mark.scope === identifier.scope && mark.value === identifier.value;
  return (
    <div class="compare-side">
      <div class="compare-head"><PersonAvatar customer={customer} size={38} /><div class="grow">
        <Link to={`/customers/${customer.id}`} class="strong">{customerName(customer)}</Link>
        <div class="muted small num">{t('customer.numberIs', { n: customer.number })}</div></div></div>
      <ul class="compare-ids">{inOrder(customer.identifiers).slice(0, 12).map((each) => (
        <li key={each.kind + each.scope + each.value} class={[contradicting.has(`${each.kind}|${each.scope}`) && 'clash', theirs.has(`${each.kind}|${each.scope}|${each.value}`) && 'same', is(each, marked) && 'marked']}>
          <Icon name={identifierIcon(each.kind)} size={14} /><span class="muted">{identifierName(each.kind)}</span><span class="num ellipsis grow">{each.value}</span>
          {contradicting.has(`${each.kind}|${each.scope}`) && <span class="small nowrap">{t('compare.differs')}</span>}
        </li>
      ))}</ul>
      <dl class="facts small">
        <dt>{t('customers.firstSeen')}</dt><dd class="num">{customer.firstSeen ? date(customer.firstSeen) : '—'}</dd>
        <dt>{t('customers.lastSeen')}</dt><dd title={dateTime(customer.lastSeen)}>{customer.lastSeen ? ago(customer.lastSeen) : '—'}</dd>
        <dt>{t('customers.events')}</dt><dd class="num">{number(customer.events)}</dd>
        <dt>{t('common.channel')}</dt><dd><ChannelIcons names={customer.channels} size={20} /></dd>
        <dt>{t('common.origin')}</dt><dd>{originName(customer.origin) || '—'}</dd>
        <dt>{t('customers.tags')}</dt><dd>{customer.tags.length ? <TagChips tags={customer.tags} most={6} /> : '—'}</dd>
      </dl>
    </div>
  );
};
Side.props = ['customer', 'other', 'contradicting', 'marked'];

/** left, right: summaries or profiles; marks: the identifiers that met (of a conflict). */
export const Compare = ({ left, right, marks }) => {
  const contradicting = clashes(left, right);
  return (
    <div class="compare">
      <Side customer={left} other={right} contradicting={contradicting} marked={marks?.[0]} />
      <Side customer={right} other={left} contradicting={contradicting} marked={marks?.[1]} />
    </div>
  );
};
Compare.props = ['left', 'right', 'marks'];
