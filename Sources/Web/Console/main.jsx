// The console's entry: the language, who we are, then the page.
import { createApp, watch } from 'vue';
import { App } from './shell/App.jsx';
import { Notify, Quasar } from './lib/quasar.js';
import { quasarIcon } from './lib/icons.js';
import { languageFor, useLanguage } from './i18n/index.js';
import { appearance, prefs } from './lib/prefs.js';
import { refreshSession, session } from './session.js';

const app = createApp(App);
app.use(Quasar, { plugins: { Notify }, config: { dark: appearance.dark } });
app.config.globalProperties.$q.iconMapFn = quasarIcon;
app.config.errorHandler = (error) => { session.failure = error; console.error(error); };

watch(() => appearance.dark, (dark) => Quasar.Dark.set(dark));

async function start() {
  const first = refreshSession().catch((error) => { session.failure = error; });
  await useLanguage(languageFor(prefs.locale ?? navigator.language));
  await first;
  const wish = () => prefs.locale ?? session.account?.locale ?? session.deployment?.locale;
  if (wish()) await useLanguage(languageFor(wish()));
  watch(wish, (chosen) => { if (chosen) useLanguage(languageFor(chosen)); });
  app.mount('#app');
}

start();
