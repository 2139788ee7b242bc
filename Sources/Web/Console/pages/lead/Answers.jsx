// What the customer answered in the form.
import { t } from 'console/i18n/index.js';
import { answerName } from './words.jsx';

const text = (value) => (Array.isArray(value) ? value.join(t('common.comma')) : typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? ''));

export const Answers = ({ answers }) => {
  const list = Object.entries(answers ?? {}).filter(([, value]) => value !== null && value !== undefined && text(value) !== '');
  return list.length > 0 && <dl class="facts lead-answers">{list.flatMap(([name, value]) => [<dt key={`${name} `}>{answerName(name)}</dt>, <dd key={name}>{text(value)}</dd>])}</dl>;
};
Answers.props = ['answers'];
