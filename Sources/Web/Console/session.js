// Who is signed in, what they may do, and which deployment this is.
import { reactive } from 'vue';
import { api, onSignedOut } from './api.js';
import { go, route } from './router.jsx';

export const session = reactive({ known: false, setupNeeded: false, account: null, permissions: [], seesAll: false, deployment: null, failure: null });

export const can = (permission) => !permission || session.permissions.includes(permission);

/** Whether the signed-in account sees the whole organisation, not a part of it. */
export const seesAll = () => session.seesAll;

/** Whether they may change what concerns everybody: with the permission, and with the whole organisation in sight. */
export const mayChange = (permission) => can(permission) && seesAll();

/** Whether a page is theirs to open; one marked `whole` is not for somebody who sees a part of the organisation. */
export const mayOpen = (entry) => can(entry?.needs) && (!entry?.whole || seesAll());

/** Asks the server who we are. Never throws for "nobody". */
export async function refreshSession() {
  try {
    const answer = await api.get('/session', null, { quiet: true });
    Object.assign(session, {
      account: answer.account, permissions: answer.permissions, seesAll: answer.seesAll, deployment: answer.deployment, setupNeeded: false,
    });
  } catch (error) {
    if (error.status !== 401) throw error;
    Object.assign(session, { account: null, permissions: [], seesAll: false });
    session.setupNeeded = (await api.get('/setup', null, { quiet: true })).needed;
  } finally {
    session.known = true;
  }
}

export async function signIn(email, password) {
  await api.post('/session', { email, password }, { quiet: true });
  await refreshSession();
}

export async function signInWithToken(token) {
  await api.post('/session/token', { token }, { quiet: true });
  await refreshSession();
}

export async function signOut() {
  await api.delete('/session', { quiet: true }).catch(() => {});
  Object.assign(session, { account: null, permissions: [], seesAll: false });
  go('/login');
}

onSignedOut.call = () => {
  if (!session.account) return;
  Object.assign(session, { account: null, permissions: [], seesAll: false });
  go('/login', { query: { next: location.pathname + location.search, expired: route.name ? '1' : undefined } });
};

/** Where somebody begins: a salesperson at the leads, everybody else at the overview. */
export const home = () => (session.account?.role === 'sales' ? '/leads' : '/');
