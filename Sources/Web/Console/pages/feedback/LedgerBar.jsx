// The identity of the ledger: every eligible conversion is in exactly one place. If the sum is off, it says so.
import { t } from 'console/i18n/index.js';
import { number, percent } from 'console/lib/format.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Icon } from 'console/parts/Icon.jsx';
import { Why } from 'console/parts/Why.jsx';
import { tOr } from 'console/i18n/index.js';

const parts = ['ok', 'inFlight', 'suppressed', 'rejected', 'expired'];

/** ledger: FeedbackLedger; pick(part) filters the log; small: one line without the card. */
export const LedgerBar = ({ ledger, pick, small }) => {
  const sum = parts.reduce((total, part) => total + (ledger[part] ?? 0), 0);
  const holds = ledger.holds !== false && sum === ledger.eligible;
  const why = Object.entries(ledger.suppressedBy ?? {}).sort((a, b) => b[1] - a[1]);
  return (
    <section class={['feedback-ledger', !small && 'card']}>
      <div class="row wrap feedback-sum">
        <strong class="num">{number(ledger.eligible)}</strong><span class="soft">{t('feedback.eligible')}</span>
        <span class={['row small', holds ? 'good' : 'bad']}><Icon name={holds ? 'check' : 'alert'} size={15} />{t(holds ? 'feedback.holds' : 'feedback.broken', { sum: number(sum) })}</span>
        {!small && <Why title={t('feedback.ledger')} text={t('feedback.ledger.means')} />}
      </div>
      <div class="feedback-track" role="img" aria-label={parts.map((part) => `${t(`feedback.part.${part}`)} ${ledger[part] ?? 0}`).join(', ')}>
        {parts.filter((part) => ledger[part] > 0).map((part) => <button key={part} type="button" tabindex="-1" class={part} style={`flex:${ledger[part]}`} onClick={() => pick?.(part)}><QTooltip delay={150}>{t(`feedback.part.${part}`)} {number(ledger[part])} · {percent(ledger[part] / Math.max(1, ledger.eligible))}</QTooltip></button>)}
      </div>
      <ul class="feedback-parts">{parts.map((part) => (
        <li key={part}><button type="button" class="link" onClick={() => pick?.(part)}><span class={['feedback-key', part]} />{t(`feedback.part.${part}`)}</button> <strong class="num">{number(ledger[part] ?? 0)}</strong>
          {part === 'inFlight' && ledger.unknown > 0 && <span class="warn small"> {t('feedback.unknownOf', { n: number(ledger.unknown) })}</span>}
          {part === 'suppressed' && why.length > 0 && <Why label={t('common.why')} title={t('feedback.part.suppressed')}>{() => <table class="plain"><tbody>{why.map(([reason, count]) => <tr key={reason}><td>{tOr(`feedback.reason.${reason}`, reason)}</td><td class="right">{number(count)}</td></tr>)}</tbody></table>}</Why>}</li>
      ))}</ul>
    </section>
  );
};
LedgerBar.props = ['ledger', 'pick', 'small'];
