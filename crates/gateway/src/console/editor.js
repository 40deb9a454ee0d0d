// A text editor with line numbers and colours: a transparent textarea over its painted copy, so that the browser's own
// selection, undo, input methods and accessibility stay.

const indentOf = (line) => /^[ \t]*/.exec(line)[0];

/** An editor; answers `{element, get, set, focus}`. `onInput(text)` hears of every change. */
function codeEditor({ label: name, value, paint, onInput = () => {}, onRun = () => {}, onPrettify = () => {} }) {
  const painting = h('pre', { class: 'paint', 'aria-hidden': 'true' });
  const numbers = h('pre', { class: 'numbers', 'aria-hidden': 'true' });
  const area = h('textarea', {
    'aria-label': name, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', autocorrect: 'off', wrap: 'off',
  });
  const element = h('div', { class: 'editor' }, numbers, h('div', { class: 'sheet' }, painting, area));
  let leaving = false;

  const repaint = () => {
    // The last line needs something to stand on, else an empty one has no height.
    painting.innerHTML = `${paint(area.value)}\n`;
    numbers.textContent = Array.from({ length: area.value.split('\n').length }, (_, index) => index + 1).join('\n');
  };
  // `insertText` keeps the browser's undo history, which setting `value` would lose.
  const insert = (text) => document.execCommand('insertText', false, text);
  const set = (text) => {
    if (area.value === text) return;
    if (document.activeElement === area) {
      area.select();
      insert(text);
    } else {
      area.value = text;
    }
    repaint();
    onInput(area.value);
  };

  area.addEventListener('input', () => { repaint(); onInput(area.value); });
  area.addEventListener('blur', () => { leaving = false; });
  area.addEventListener('keydown', (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key === 'Enter') {
      event.preventDefault();
      onRun();
    } else if (control && event.shiftKey && event.key.toLowerCase() === 'f') {
      event.preventDefault();
      onPrettify();
    } else if (event.key === 'Escape') {
      leaving = true;
      return;
    } else if (event.key === 'Tab' && !event.shiftKey && !leaving) {
      event.preventDefault();
      insert('  ');
    } else if (event.key === 'Enter' && !event.isComposing && !control) {
      event.preventDefault();
      const before = area.value.slice(0, area.selectionStart);
      const indent = indentOf(before.slice(before.lastIndexOf('\n') + 1));
      const opens = /[{([]\s*$/.test(before);
      const closes = /^\s*[})\]]/.test(area.value.slice(area.selectionEnd));
      insert(`\n${indent}${opens ? '  ' : ''}`);
      if (opens && closes) {
        const at = area.selectionStart;
        insert(`\n${indent}`);
        area.setSelectionRange(at, at);
      }
    }
    if (event.key !== 'Tab') leaving = false;
  });

  area.value = value;
  repaint();
  return { element, get: () => area.value, set, focus: () => area.focus() };
}

/** A block of code that is only read, with a button that copies it. */
function codeBlock(text, paint, name) {
  const pre = h('pre', { class: 'code', tabindex: '0', 'aria-label': name });
  pre.innerHTML = paint(text);
  return h('div', { class: 'code-block' }, pre, button(t('copy'), 'copy', () => copyText(text), { kind: 'quiet small', quiet: true }));
}
