// The frame of sign-in and set-up: the mark, one card, the language at the foot.
import { languages, locale, t } from '../i18n/index.js';
import { prefs } from '../lib/prefs.js';

export const Bare = ({ title, text, wide }, { slots }) => {
  document.title = `${title} · ${t('app.name')}`;
  return (
    <main class="bare" id="main">
      <div class={['bare-card', wide !== undefined && 'wide']}>
        <div class="bare-mark"><img src="/assets/mark.svg" width="34" height="34" alt="" /><span>{t('app.name')}</span></div>
        <h1>{title}</h1>
        {text && <p class="soft">{text}</p>}
        {slots.default?.()}
      </div>
      <p class="bare-languages">{languages.map(({ id, name }) => (
        <button key={id} type="button" class={['link', id === locale.value && 'on']} onClick={() => { prefs.locale = id; }}>{name}</button>
      ))}</p>
    </main>
  );
};
Bare.props = ['title', 'text', 'wide'];
