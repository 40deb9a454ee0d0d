// Who acts, and how the page looks. Language and theme are remembered by the browser; tokens never leave this page's memory.

const remembered = {
  get(name) {
    try { return localStorage.getItem(`liaison.${name}`); } catch { return null; }
  },
  set(name, value) {
    try { localStorage.setItem(`liaison.${name}`, value); } catch { /* a browser that refuses to remember still works */ }
  },
};

const settings = {
  language: remembered.get('language') ?? (/^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en'),
  theme: remembered.get('theme') ?? 'system',
};

const session = {
  /** People of the demo company with their tokens; null where the server is no demo. */
  people: null,
  /** Tokens pasted by hand, by key of the cast; `own` for whoever is not in it. */
  pasted: {},
  /** Whose token Query, Schema and Feed use: a key, `own`, or null. */
  current: null,
};

const listeners = new Set();

/** Calls `listener` whenever the language, the person or the tokens change. */
const onChange = (listener) => listeners.add(listener);
const changed = (what) => listeners.forEach((listener) => listener(what));

function setLanguage(language) {
  settings.language = language;
  remembered.set('language', language);
  changed('language');
}

function setTheme(theme) {
  settings.theme = theme;
  remembered.set('theme', theme);
  applyTheme();
}

function applyTheme() {
  if (settings.theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = settings.theme;
}

function setPerson(key) {
  session.current = key;
  changed('person');
}

const tokenOf = (key) => session.pasted[key] ?? session.people?.find((person) => person.key === key)?.token ?? null;
const currentToken = () => (session.current ? tokenOf(session.current) : null);

/** The person as the server knows them, else as the cast describes them. */
const personOf = (key) =>
  session.people?.find((person) => person.key === key) ?? WALK.cast.find((member) => member.key === key) ?? null;

const departmentName = (person) => (typeof person.department === 'string' ? person.department : person.department?.name);

/** Reads the demo's people; on any server but a demo there are none. */
async function loadPeople() {
  try {
    const response = await fetch('/demo/people', { headers: { accept: 'application/json' } });
    session.people = response.ok ? await response.json() : null;
  } catch {
    session.people = null;
  }
  if (!session.current && session.people?.length) session.current = session.people[0].key;
  changed('person');
}
