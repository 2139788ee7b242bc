// The parts of Quasar the console uses: overlays, pickers and form fields.
import './vue-global.js';
import 'vendor/quasar.js';

const all = window.Quasar;

export const Quasar = all;
export const {
  QDialog, QMenu, QTooltip, QSelect, QInput, QDate, QToggle, QCheckbox, QRadio, QFile, QItem, QItemSection,
  Notify, Dark, ClosePopup,
} = all;

// Quasar's own texts (calendar, file fields) by console language.
const packs = {
  'zh-Hans': () => import('vendor/lang/zh-CN.js').then(() => all.Lang.zhCN),
  'zh-Hant': () => import('vendor/lang/zh-TW.js').then(() => all.Lang.zhTW),
  en: () => import('vendor/lang/en-US.js').then(() => all.Lang.enUS),
};

export async function useQuasarLanguage(locale) {
  all.Lang.set(await packs[locale]());
}
