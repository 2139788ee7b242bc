// What this person prefers in this browser. Kept in localStorage; reactive.
import { reactive, watch } from 'vue';

const KEY = 'lianlu.prefs';

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

export const prefs = reactive({
  locale: null, // null: as the account or the browser says
  scheme: 'auto', // auto | light | dark
  density: 'comfortable', // comfortable | compact
  timeZone: null, // null: the deployment's
  closedGroups: ['settings'],
  ...stored(),
});

watch(prefs, () => {
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs));
  } catch {
    // private windows may refuse storage; the choice then lasts for this page only
  }
});

const darkSystem = window.matchMedia('(prefers-color-scheme: dark)');

export const appearance = reactive({ dark: false });

function applyAppearance() {
  appearance.dark = prefs.scheme === 'dark' || (prefs.scheme === 'auto' && darkSystem.matches);
  const root = document.documentElement;
  root.dataset.scheme = appearance.dark ? 'dark' : 'light';
  root.dataset.density = prefs.density;
}

darkSystem.addEventListener('change', applyAppearance);
watch(() => [prefs.scheme, prefs.density], applyAppearance, { immediate: true });
