// What keeps a page from being published, in words. The server writes English sentences: what they mean is read off them.
import { locale, t } from 'console/i18n/index.js';

const meanings = [
  [/ is missing$/, 'missing'],
  [/ is longer than (\d+) characters$/, 'tooLong'],
  [/ is not a telephone number$/, 'phone'],
  [/ is neither a telephone number nor/, 'consult'],
  [/ is neither “form”/, 'bar'],
  [/ is neither an https:\/\/ address nor an uploaded picture$/, 'image'],
  [/ is not an https:\/\/ address of a video/, 'video'],
  [/ is not a list of (\d+) to (\d+)/, 'list'],
  [/ must have exactly one of kind phone$/, 'onePhone'],
  [/ is taken or has other characters/, 'name'],
  [/ is not a moment/, 'time'],
  [/ is there twice/, 'twice'],
  [/has no blocks/, 'noBlocks'],
];

/** A short sentence for a problem { message }. */
export function problemText(problem) {
  for (const [pattern, key] of meanings) {
    const found = pattern.exec(problem.message ?? '');
    if (found) return t(`lpage.problem.${key}`, { n: found[1], most: found[2] ?? found[1] });
  }
  return locale.value === 'en' ? problem.message : t('lpage.problem.other', { what: problem.message });
}
