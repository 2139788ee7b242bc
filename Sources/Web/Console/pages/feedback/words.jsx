// The words of feedback: states, stages, events of a platform.
import { t, tOr } from 'console/i18n/index.js';
import { inLanguage } from 'console/lib/words.js';
import { Badge } from 'console/parts/Status.jsx';

export const stages = ['form_submitted', 'lead_contacted', 'lead_qualified', 'lead_opportunity', 'lead_won', 'lead_invalid', 'order_placed', 'order_paid', 'order_refunded'];
export const states = ['held', 'queued', 'sending', 'unknown', 'ok', 'rejected', 'suppressed', 'expired'];
const tones = { ok: 'good', rejected: 'bad', expired: 'bad', unknown: 'warn', held: 'accent', queued: 'accent', sending: 'accent', suppressed: '' };

export const stageName = (stage) => tOr(`feedback.stage.${stage}`, stage);
export const StateBadge = ({ state }) => <Badge tone={tones[state]} dot label={tOr(`feedback.state.${state}`, state)} />;
StateBadge.props = ['state'];

export const reasonWords = (conversion) => inLanguage(conversion.why) || (conversion.reason ? tOr(`feedback.reason.${conversion.reason}`, conversion.reason) : '');
export const eventName = (platform, code) => {
  const event = platform?.events?.find((each) => each.code === code);
  return event ? `${inLanguage(event.label) || code}` : code;
};
/** The platform's own code, where its name says something else. */
export const eventCode = (platform, code) => (eventName(platform, code) === code ? '' : code);
export const platformLabel = (platforms, key) => inLanguage(platforms?.find((each) => each.key === key)?.name) || tOr(`platform.${key}`, key);
export const minutesText = (minutes) => {
  if (minutes === null || minutes === undefined) return t('common.unavailable');
  if (minutes < 90) return t('time.minutes', { n: minutes });
  if (minutes < 2880) return t('time.hours', { n: Math.round(minutes / 6) / 10 });
  return t('time.days', { n: Math.round(minutes / 144) / 10 });
};
