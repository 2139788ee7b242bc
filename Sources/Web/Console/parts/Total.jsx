// How many things a list holds on all its pages: "1,204 in all", "10,000+ in all" where the server stopped counting.
import { t } from '../i18n/index.js';
import { number } from '../lib/format.js';

/** <Total of={answer} />, `of` being a list's first answer with `total` and perhaps `totalIsAtLeast`. */
export const Total = ({ of: answer }) => (answer?.total === undefined || answer.total === null ? null
  : <span class="muted num nowrap" role="status">{t('common.inAll', { n: `${number(answer.total)}${answer.totalIsAtLeast ? '+' : ''}` })}</span>);
Total.props = ['of'];
