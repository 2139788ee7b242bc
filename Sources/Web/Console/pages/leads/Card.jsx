// One lead as a card, for a thumb: who, how urgent, and the next thing to do as a big button.
import { go } from 'console/router.jsx';
import { t } from 'console/i18n/index.js';
import { ago } from 'console/lib/format.js';
import { Button } from 'console/parts/Button.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Avatar } from 'console/parts/Status.jsx';
import { LimitClock, NextAt } from '../lead/time.jsx';
import { Owner, Stage, aboutLead, isOwned, leadName, mayCall, mayClaim, mayWork, suspectName, waitingName } from '../lead/words.jsx';

export const LeadCard = ({ lead, me, fresh, act, manages }) => {
  const open = (event) => { if (!event.target.closest('button, a')) go(`/leads/${lead.id}`); };
  const works = mayWork(lead, me);
  return (
    <li class={['leads-card card', fresh && 'fresh']} tabindex="0" onClick={open} onKeydown={(event) => { if (event.key === 'Enter' && event.target === event.currentTarget) go(`/leads/${lead.id}`); }}>
      <div class="row top">
        <Avatar name={leadName(lead)} size={36} />
        <div class="grow">
          <div class="row between"><strong class="ellipsis leads-name">{leadName(lead)}</strong><Stage stage={lead.state} /></div>
          <div class="soft small ellipsis">{[aboutLead(lead), lead.originName ?? lead.origin].filter(Boolean).join(' · ') || t('lead.nothingMore')}</div>
        </div>
      </div>
      <div class="row wrap leads-card-facts small">
        <LimitClock lead={lead} /><NextAt lead={lead} />
        {lead.touches > 0 && <span class="lead-clock warn"><Icon name="refresh" size={14} />{t('lead.again', { n: lead.touches })}</span>}
        <span class="muted num">{t('lead.came', { time: ago(lead.receivedAt) })}</span>
        {lead.phone && <span class="muted num">{lead.phone}</span>}
      </div>
      {lead.state === 'new' && lead.waiting && <div class="small warn">{waitingName(lead.waiting)}</div>}
      {lead.state === 'quarantine' && <div class="small warn">{lead.reasons.map(suspectName).join(t('common.comma'))}</div>}
      {manages && lead.ownerName && lead.owner !== me?.id && <div class="small"><Owner lead={lead} me={me} size={20} /></div>}
      {(mayClaim(lead, me) || works) && (
        <div class="leads-card-acts">
          {mayClaim(lead, me) && <Button kind="primary" icon="check" label={t('lead.claim')} act={() => act.claim(lead)} />}
          {isOwned(lead) && mayCall(lead, me) && <Button kind="primary" icon="call" label={t('lead.call')} act={() => act.call(lead)} />}
          {isOwned(lead) && works && <Button icon="edit" label={t('lead.followUp')} act={() => act.followUp(lead)} />}
          {isOwned(lead) && works && <Button icon="archive" label={t('lead.handBack.short')} act={() => act.handBack(lead)} />}
          {manages && (lead.state === 'new' || lead.state === 'pooled') && <Button icon="person" label={t('lead.assign')} act={() => act.reassign(lead)} />}
          {lead.state === 'quarantine' && works && <Button icon="check" label={t('lead.accept')} act={() => act.move(lead, 'new')} />}
          {lead.state === 'quarantine' && works && <Button icon="trash" label={t('lead.finish.invalid.do')} act={() => act.move(lead, 'invalid')} />}
        </div>
      )}
    </li>
  );
};
LeadCard.props = ['lead', 'me', 'fresh', 'act', 'manages'];
