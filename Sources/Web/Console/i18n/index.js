// Texts by language. Catalogues are loaded on demand; t() is reactive to the language.
import { ref, shallowRef } from 'vue';
import { useQuasarLanguage } from '../lib/quasar.js';

const catalogues = {
  'zh-Hans': () => import('./zh-Hans.js'),
  'zh-Hant': () => import('./zh-Hant.js'),
  en: () => import('./en.js'),
};

export const languages = [
  { id: 'zh-Hans', name: '简体中文' },
  { id: 'zh-Hant', name: '繁體中文' },
  { id: 'en', name: 'English' },
];

export const locale = ref('zh-Hans');
const texts = shallowRef({});

export function languageFor(wish) {
  if (wish in catalogues) return wish;
  const asked = (wish ?? '').toLowerCase();
  if (/^zh-(tw|hk|mo|hant)/.test(asked)) return 'zh-Hant';
  if (asked.startsWith('zh')) return 'zh-Hans';
  return asked.startsWith('en') ? 'en' : 'zh-Hans';
}

export async function useLanguage(id) {
  const [catalogue] = await Promise.all([catalogues[id](), useQuasarLanguage(id)]);
  texts.value = catalogue.default;
  locale.value = id;
  document.documentElement.lang = id;
}

/**
 * The text of a key. {name} is replaced by a value; {n|event|events} picks singular or plural by n.
 * A key that is not in the catalogue is shown as it is (i18n/check.py makes sure there is none).
 */
export function t(key, values) {
  const text = texts.value[key];
  if (text === undefined) return key;
  if (!values) return text;
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name, one, many) => {
    if (!(name in values)) return whole;
    if (one === undefined) return String(values[name]);
    return String(values[name]).replace(/\D/g, '') === '1' ? one : many;
  });
}

/** The text of a key, or the fallback where there is none (for codes a newer server may send). */
export const tOr = (key, fallback) => texts.value[key] ?? fallback;

/** The display name of a dictionary entry in the current language, or its own name. */
export const displayName = (entry) => {
  const names = entry?.displayName;
  const own = tOr(`event.${entry?.name}`, entry?.name ?? '');
  if (!names) return own;
  if (typeof names === 'string') return names;
  return names[locale.value] || names['zh-Hans'] || names.en || own;
};
