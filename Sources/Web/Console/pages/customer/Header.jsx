// Who this is: name, identifiers, tags; and what may be done with the whole customer.
import { defineComponent, inject } from 'vue';
import { ClosePopup, QMenu } from 'console/lib/quasar.js';
import { withDirectives } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { can } from 'console/session.js';
import { dateTime } from 'console/lib/format.js';
import { customerName, inOrder, isKnown } from 'console/lib/people.js';
import { identifierName, sourceText } from 'console/lib/words.js';
import { Badge } from 'console/parts/Status.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { isMasked } from 'console/parts/Masked.jsx';
import { PersonAvatar, identifierIcon } from 'console/parts/Person.jsx';
import { Tags } from './Tags.jsx';
import { erase } from './erase.jsx';
import { mergeWith } from './merge.jsx';
import { unbind } from './unbind.jsx';

/** An identifier that opens what is known about it. */
const IdentifierButton = ({ identifier, page }) => (
  <button type="button" class={['id-chip', identifier.strength]}>
    <Icon name={identifierIcon(identifier.kind)} size={14} />
    <span class="muted">{identifierName(identifier.kind)}</span><span class="num ellipsis">{identifier.value}</span>
    <QMenu offset={[0, 6]}>{() => (
      <div class="why-body">
        <h3>{identifierName(identifier.kind)}</h3>
        <div class="row"><span class="num strong" style="overflow-wrap:anywhere">{identifier.value}</span>{!isMasked(identifier.value) && <Copy text={identifier.value} />}</div>
        <dl class="facts small">
          {identifier.scope && <dt>{t('identity.scope')}</dt>}{identifier.scope && <dd>{identifier.scope}</dd>}
          <dt>{t('identity.strength')}</dt><dd>{t(`strength.${identifier.strength}`)} <span class="muted">{t(`identity.meaning.${identifier.strength}`)}</span></dd>
          <dt>{t('identity.since')}</dt><dd class="num">{dateTime(identifier.since)}</dd>
          <dt>{t('common.source')}</dt><dd>{sourceText(identifier.sourceName) ?? '—'}</dd>
        </dl>
        <div class="row wrap">
          {isMasked(identifier.value) && can('customers.reveal') && <Button small icon="eye" label={t('customer.reveal')} act={() => page.reveal()} />}
          {can('customers.merge') && page.data.identifiers.length > 1 && <Button small icon="split" label={t('identity.unbind')} act={() => { unbind(page, identifier); }} />}
        </div>
      </div>
    )}</QMenu>
  </button>
);
IdentifierButton.props = ['identifier', 'page'];

export const Header = defineComponent({
  name: 'CustomerHeader',
  setup() {
    const page = inject('customer');
    return () => {
      const customer = page.shown;
      const anyMasked = customer.identifiers.some((each) => isMasked(each.value)) || isMasked(customer.name);
      const item = (icon, label, act, danger) => withDirectives(
        <button type="button" class={['chip-option', danger && 'bad']} onClick={act}><Icon name={icon} size={16} />{label}</button>, [[ClosePopup]]);
      return (
        <header class="card customer-head">
          <PersonAvatar customer={customer} size={56} />
          <div class="grow customer-who">
            <div class="row wrap" style="gap:8px 10px">
              <h1>{customerName(customer)}</h1>
              <Badge tone={isKnown(customer) ? 'good' : ''} label={isKnown(customer) ? t('customer.known') : t('customer.visitor')} />
              <span class="muted small num row" style="gap:2px">{t('customer.numberIs', { n: customer.number })}<Copy text={String(customer.id)} /></span>
            </div>
            <div class="id-chips">
              {inOrder(customer.identifiers).slice(0, 14).map((identifier) => <IdentifierButton key={identifier.kind + identifier.scope + identifier.value} identifier={identifier} page={page} />)}
              {customer.identifiers.length > 14 && <span class="muted small num">{t('customer.moreIdentifiers', { n: customer.identifiers.length - 14 })}</span>}
              {can('customers.reveal') && (page.whole.profile
                ? <Button small kind="quiet" icon="eyeOff" label={t('customer.hide')} act={() => { page.hide(); }} />
                : anyMasked && <Button small kind="quiet" icon="eye" label={t('customer.reveal')} hint={t('masked.reveal')} act={() => page.reveal()} />)}
            </div>
            <Tags />
          </div>
          <div class="row wrap customer-actions">
            {can('customers.merge') && <Button icon="merge" label={t('customer.merge')} act={() => { mergeWith(page); }} />}
            {(can('customers.export') || can('customers.erase')) && (
              <button type="button" class="btn icon-only" aria-label={t('customer.more')}>
                <Icon name="more" />
                <QMenu anchor="bottom right" self="top right" offset={[0, 6]}>{() => (
                  <div class="chip-menu">
                    {can('customers.export') && withDirectives(<a class="chip-option" href={api.address(`${page.path}/export`)} download><Icon name="download" size={16} />{t('customer.export')}</a>, [[ClosePopup]])}
                    {can('customers.erase') && item('eraser', t('customer.erase'), () => { erase(page); }, true)}
                  </div>
                )}</QMenu>
              </button>
            )}
          </div>
        </header>
      );
    };
  },
});
