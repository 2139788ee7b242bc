// What the server saw in an uploaded file and what was chosen for it so far; kept in this browser until the import is done.
const name = (id) => `lianlu.import.${id}`;

export function keep(id, state) {
  try {
    localStorage.setItem(name(id), JSON.stringify(state));
  } catch {
    // without storage the choice lasts as long as the page
  }
  memory.set(String(id), state);
}
const memory = new Map();

export function kept(id) {
  if (memory.has(String(id))) return memory.get(String(id));
  try {
    return JSON.parse(localStorage.getItem(name(id)));
  } catch {
    return null;
  }
}

export function forget(id) {
  memory.delete(String(id));
  try {
    localStorage.removeItem(name(id));
  } catch {
    // nothing was kept
  }
}
