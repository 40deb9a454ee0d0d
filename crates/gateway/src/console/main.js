// The frame: the bar with views, person, language and theme, and what of it stands in the address.

const VIEWS = { walk: mountWalk, query: mountQuery, schema: mountSchema, feed: mountFeed };
const view = { id: null, unmount: null };
const THEMES = ['system', 'light', 'dark'];
const THEME_ICONS = { system: 'system', light: 'sun', dark: 'moon' };

const readAddress = () => {
  const [id, ...rest] = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  return { id: id in VIEWS ? id : 'walk', rest };
};

function openTokens() {
  const cast = WALK.cast.map(({ key, name, position, department }) => ({ key, text: `${department.name} · ${position} ${name}` }));
  const fields = [{ key: 'own', text: t('tokens.own') }, ...cast];
  const inputs = fields.map(({ key }) => {
    const input = h('input', { type: 'password', class: 'input', autocomplete: 'off', spellcheck: 'false', id: `token-${key}` });
    input.value = session.pasted[key] ?? '';
    return input;
  });
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'tokens-title' }, h('form', { method: 'dialog' },
    h('h2', { id: 'tokens-title' }, t('tokens.title')), h('p', { class: 'muted' }, t('tokens.help')),
    h('div', { class: 'token-fields' }, fields.map(({ key, text }, index) => [h('label', { for: `token-${key}` }, text), inputs[index]])),
    h('div', { class: 'tools' }, h('button', { class: 'button primary', value: 'save' }, t('tokens.save')), h('button', { class: 'button', value: '', formnovalidate: true }, t('tokens.cancel')))));
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'save') {
      fields.forEach(({ key }, index) => {
        const token = inputs[index].value.trim().replace(/^Bearer\s+/i, '');
        if (token) session.pasted[key] = token;
        else delete session.pasted[key];
      });
      setPerson(session.pasted.own ? 'own' : (session.current ?? Object.keys(session.pasted)[0] ?? null));
    } else showBar();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function personPicker() {
  const known = session.people ?? WALK.cast.filter(({ key }) => session.pasted[key]);
  const options = [
    session.people ? null : h('option', { value: '' }, t('person.none')),
    ...known.map((person) => h('option', { value: person.key }, `${departmentName(person)} ${person.position ?? ''} ${person.name}`)),
    session.pasted.own ? h('option', { value: 'own' }, t('person.own')) : null,
    h('option', { value: 'paste' }, t('person.paste')),
  ].filter(Boolean);
  const select = h('select', { class: 'select person', id: 'person', 'aria-label': t('person.label'), title: t('person.label'), on: { change: () => (select.value === 'paste' ? openTokens() : setPerson(select.value || null)) } }, options);
  select.value = session.current ?? '';
  return select;
}

function showBar() {
  const theme = settings.theme;
  const focused = document.activeElement?.id;
  document.getElementById('bar').replaceChildren(
    h('a', { class: 'brand', href: '#/walk' }, h('span', { class: 'mark', 'aria-hidden': 'true' }, '联'), h('span', { class: 'brand-name' }, 'Liaison'), h('span', { class: 'brand-line muted' }, t('brand'))),
    h('nav', { class: 'views', 'aria-label': t('views') }, Object.keys(VIEWS).map((id) => h('a', { href: `#/${id}`, 'aria-current': view.id === id ? 'page' : null }, t(`view.${id}`)))),
    h('div', { class: 'bar-end' }, personPicker(),
      button(t(`theme.${theme}`), THEME_ICONS[theme], () => { setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]); showBar(); }, { kind: 'quiet', quiet: true, id: 'theme' }),
      h('button', { type: 'button', class: 'button quiet', id: 'language', lang: settings.language === 'zh-CN' ? 'en' : 'zh-CN', title: t('language.hint'), on: { click: () => setLanguage(settings.language === 'zh-CN' ? 'en' : 'zh-CN') } }, t('language'))));
  if (focused) document.getElementById(focused)?.focus();
}

function showView() {
  const { id, rest } = readAddress();
  const main = document.getElementById('main');
  const moved = view.id !== null && view.id !== id;
  view.unmount?.();
  view.id = id;
  main.replaceChildren();
  main.className = `view-${id}`;
  view.unmount = VIEWS[id](main, rest) ?? null;
  document.documentElement.lang = settings.language;
  document.title = `${t(`view.${id}`)} · Liaison`;
  document.getElementById('skip').textContent = t('skip');
  showBar();
  if (moved) main.focus({ preventScroll: true });
}

addEventListener('hashchange', showView);
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('main').focus();
});
onChange(showView);
applyTheme();
loadPeople();
