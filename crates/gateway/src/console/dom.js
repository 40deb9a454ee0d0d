// Building elements, without a framework: `h(tag, properties, ...children)`.

const SVG = 'http://www.w3.org/2000/svg';

/** An element; `on` holds listeners, `data` data attributes, null children are left out. */
function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === 'data') Object.assign(element.dataset, value);
    else if (name === 'class') element.className = value;
    else if (name in element && typeof value !== 'string') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const ICONS = {
  play: 'M7 5l11 7-11 7z',
  forward: 'M4 5l8 7-8 7zM13 5l8 7-8 7z',
  stop: 'M7 7h10v10H7z',
  sun: 'M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  moon: 'M20 14.5A8.5 8.5 0 019.5 4a8.5 8.5 0 1010.5 10.5z',
  system: 'M3 5h18v11H3zM8 20h8M12 16v4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  warn: 'M12 4l9 16H3zM12 10v4M12 17v.5',
  cross: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  history: 'M4 12a8 8 0 108-8 8 8 0 00-6.5 3.4M5 3v5h5M12 8v4l3 2',
  wand: 'M4 6h16M4 12h10M4 18h13',
  again: 'M4 12a8 8 0 108-8 8 8 0 00-6.5 3.4M5 3v5h5',
  arrow: 'M5 12h14M13 6l6 6-6 6',
};

function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', ['play', 'forward', 'stop'].includes(name) ? 'icon solid' : 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon and a text; `quiet` shows the icon alone and says the text to assistive tools. */
function button(text, iconName, onClick, { kind = '', quiet = false, ...properties } = {}) {
  return h(
    'button',
    { type: 'button', class: `button ${kind}`, 'aria-label': quiet ? text : null, title: quiet ? text : null, on: { click: onClick }, ...properties },
    iconName && icon(iconName),
    quiet ? null : h('span', {}, text),
  );
}

/** Says something for a moment at the edge of the page. */
function notify(text) {
  const notice = document.getElementById('notice');
  notice.textContent = text;
  notice.classList.add('shown');
  clearTimeout(notify.timer);
  notify.timer = setTimeout(() => notice.classList.remove('shown'), 3500);
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Not a secure context: the old way still works there.
    const area = h('textarea', { class: 'offscreen', readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  notify(t('copied'));
}

/** Scrolls `inner` into view inside `outer` alone; `scrollIntoView` would move the page, too. */
function reveal(outer, inner) {
  if (!inner) return;
  const [frame, part] = [outer.getBoundingClientRect(), inner.getBoundingClientRect()];
  if (part.top < frame.top) outer.scrollTop -= frame.top - part.top + part.height;
  else if (part.bottom > frame.bottom) outer.scrollTop += part.bottom - frame.bottom + part.height;
}

const plainText = (element, text) => {
  element.textContent = text;
  return element;
};

/** A description: paragraphs, with `code` between backticks; nothing else of Markdown. */
function prose(text, className = 'prose') {
  const paragraphs = text.trim().split(/\n\s*\n/);
  return h('div', { class: className }, paragraphs.map((paragraph) =>
    h('p', {}, paragraph.split(/(`[^`]+`)/).map((part) =>
      part.startsWith('`') && part.length > 2 ? h('code', {}, part.slice(1, -1)) : part))));
}

const ORGANIZATION_ZONE = 'Asia/Shanghai';
const clockFormat = new Intl.DateTimeFormat('en-GB', { timeZone: ORGANIZATION_ZONE, hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone: ORGANIZATION_ZONE, year: 'numeric', month: '2-digit', day: '2-digit' });
const clock = (instant) => clockFormat.format(new Date(instant));
const day = (instant) => dayFormat.format(new Date(instant));

function bytes(count) {
  return count < 1024 ? `${count} B` : count < 1048576 ? `${(count / 1024).toFixed(1)} KB` : `${(count / 1048576).toFixed(1)} MB`;
}
