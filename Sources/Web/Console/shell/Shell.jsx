// The frame around every page: navigation at the left, search, health, time zone and account on top.
import { defineComponent, onBeforeUnmount, onMounted, ref, watch } from 'vue';
import { QMenu, QTooltip } from '../lib/quasar.js';
import { footNavigation, navigation } from '../routes.js';
import { Link, entryNamed, isAvailable, route } from '../router.jsx';
import { can, mayOpen, session, signOut } from '../session.js';
import { connection } from '../api.js';
import { languages, locale, t } from '../i18n/index.js';
import { appearance, prefs } from '../lib/prefs.js';
import { api } from '../api.js';
import { Icon } from '../parts/Icon.jsx';
import { Button } from '../parts/Button.jsx';
import { Avatar } from '../parts/Status.jsx';
import { Segmented } from '../parts/Fields.jsx';
import { TimeZoneSwitch } from '../parts/TimeRange.jsx';
import { HealthDot } from './HealthDot.jsx';
import { Search } from './Search.jsx';
import { editAccount } from './account.jsx';

const visible = (names) => names.filter((name) => isAvailable(name) && mayOpen(entryNamed(name)));
const isCurrent = (name) => route.name === name || route.entry?.under === name;

function toggleGroup(key) {
  prefs.closedGroups = prefs.closedGroups.includes(key) ? prefs.closedGroups.filter((each) => each !== key) : [...prefs.closedGroups, key];
}

const Group = ({ group }) => {
  const names = visible(group.pages);
  if (names.length === 0) return null;
  if (group.pages.length === 1) {
    return <li><Link to={entryNamed(names[0]).path} class={['nav-item', isCurrent(names[0]) && 'on']} aria-current={isCurrent(names[0]) ? 'page' : undefined}><Icon name={group.icon} />{t(entryNamed(names[0]).title)}</Link></li>;
  }
  const holds = names.some(isCurrent);
  const open = holds || !prefs.closedGroups.includes(group.key);
  return (
    <li>
      <button type="button" class={['nav-item', holds && 'holds']} aria-expanded={String(open)} onClick={() => toggleGroup(group.key)}>
        <Icon name={group.icon} /><span class="grow">{t(`group.${group.key}`)}</span><Icon name={open ? 'down' : 'right'} size={14} class="nav-fold" />
      </button>
      {open && <ul>{names.map((name) => (
        <li key={name}><Link to={entryNamed(name).path} class={['nav-item sub', isCurrent(name) && 'on']} aria-current={isCurrent(name) ? 'page' : undefined}>{t(entryNamed(name).title)}</Link></li>
      ))}</ul>}
    </li>
  );
};
Group.props = ['group'];

const Navigation = () => (
  <nav class="nav" aria-label={t('shell.navigation')}>
    <Link to="/" class="brand"><img src="/assets/mark.svg" width="26" height="26" alt="" /><span class="ellipsis">{session.deployment?.name || t('app.name')}</span></Link>
    <ul class="nav-groups">{navigation.map((group) => <Group key={group.key} group={group} />)}</ul>
    <ul class="nav-foot">{footNavigation.map((group) => <Group key={group.key} group={group} />)}</ul>
  </nav>
);

async function chooseLanguage(id) {
  prefs.locale = id;
  await api.patch('/session/account', { locale: id }).catch(() => {}); // this browser remembers it either way
}

const AccountMenu = () => (
  <button type="button" class="account" aria-label={t('shell.account')}>
    <Avatar name={session.account.name || session.account.email} />
    <QMenu anchor="bottom right" self="top right" offset={[0, 8]}>{() => (
      <div class="account-menu">
        <div class="account-who"><Avatar name={session.account.name || session.account.email} size={36} /><div class="grow"><div class="strong ellipsis">{session.account.name}</div><div class="muted small ellipsis">{session.account.email} · {t(`role.${session.account.role}`)}</div></div></div>
        <div class="account-row"><span>{t('shell.language')}</span><Segmented small label={t('shell.language')} value={locale.value} options={languages.map(({ id, name }) => ({ value: id, label: name }))} onPick={chooseLanguage} /></div>
        <div class="account-row"><span>{t('shell.scheme')}</span><Segmented small label={t('shell.scheme')} value={prefs.scheme} options={['light', 'dark', 'auto'].map((value) => ({ value, label: t(`scheme.${value}`) }))} onPick={(value) => { prefs.scheme = value; }} /></div>
        <div class="account-row"><span>{t('shell.density')}</span><Segmented small label={t('shell.density')} value={prefs.density} options={['comfortable', 'compact'].map((value) => ({ value, label: t(`density.${value}`) }))} onPick={(value) => { prefs.density = value; }} /></div>
        <div class="account-foot">
          <button type="button" class="chip-option" onClick={editAccount}><Icon name="person" size={16} />{t('shell.editAccount')}</button>
          <button type="button" class="chip-option" onClick={signOut}><Icon name="signOut" size={16} />{t('shell.signOut')}</button>
        </div>
        <p class="muted small account-version">{t('app.name')} {session.deployment?.version}</p>
      </div>
    )}</QMenu>
  </button>
);

export const Shell = defineComponent({
  name: 'ConsoleShell',
  setup(_, { slots }) {
    const menuOpen = ref(false);
    const searching = ref(false);
    const onKey = (event) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        searching.value = true;
      } else if (event.key === '/' && !event.target.closest('input, textarea, [contenteditable]')) {
        event.preventDefault();
        searching.value = true;
      } else if (event.key === 'Escape') {
        menuOpen.value = false;
      }
    };
    onMounted(() => window.addEventListener('keydown', onKey));
    onBeforeUnmount(() => window.removeEventListener('keydown', onKey));
    watch(() => route.path, () => { menuOpen.value = false; });
    const showCurrent = () => document.querySelector('.nav .nav-item.on')?.scrollIntoView({ block: 'nearest' });
    onMounted(showCurrent);
    watch(() => route.path, showCurrent, { flush: 'post' });
    const shortcut = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘K' : 'Ctrl K';
    return () => (
      <div class="shell">
        <a href="#main" class="skip">{t('shell.skip')}</a>
        {menuOpen.value && <div class="nav-shade" onClick={() => { menuOpen.value = false; }} />}
        <div class={['side', menuOpen.value && 'open']}><Navigation /></div>
        <div class="shell-main">
          <header class="topbar">
            <Button kind="quiet" icon="menu" hint={t('shell.navigation')} act={() => { menuOpen.value = !menuOpen.value; }} class="only-narrow" />
            <button type="button" class="search-open" onClick={() => { searching.value = true; }}>
              <Icon name="search" size={16} /><span class="grow ellipsis">{t('search.placeholder')}</span><kbd>{shortcut}</kbd>
            </button>
            <span class="grow" />
            {session.deployment?.demo && <span class="badge warn only-wide">{t('shell.demo')}<QTooltip>{t('shell.demoMeaning')}</QTooltip></span>}
            {can('health.read') && <HealthDot />}
            <TimeZoneSwitch />
            <Button kind="quiet" icon={appearance.dark ? 'sun' : 'moon'} hint={appearance.dark ? t('shell.toLight') : t('shell.toDark')} act={() => { prefs.scheme = appearance.dark ? 'light' : 'dark'; }} class="only-wide" />
            <AccountMenu />
          </header>
          {connection.lost && <div class="lost" role="status"><Icon name="warning" size={16} />{t('shell.lost')}</div>}
          {slots.default()}
        </div>
        <Search open={searching.value} close={() => { searching.value = false; }} />
      </div>
    );
  },
});
