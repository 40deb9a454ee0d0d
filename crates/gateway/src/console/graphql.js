// Reading GraphQL and JSON text: tokens, colours, and a printer that keeps comments.

const GRAPHQL_TOKEN =
  /(?<space>[\s,\uFEFF]+)|(?<comment>#[^\n\r]*)|(?<string>"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n\r])*")|(?<variable>\$[_A-Za-z]\w*)|(?<directive>@[_A-Za-z]\w*)|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>[_A-Za-z]\w*)|(?<punctuator>\.\.\.|[!&()\[\]{}:=|])|(?<other>[^])/gy;
const KEYWORDS = new Set(['query', 'mutation', 'subscription', 'fragment', 'on']);

function* graphqlTokens(source) {
  for (const match of source.matchAll(GRAPHQL_TOKEN)) {
    const [kind] = Object.entries(match.groups).find(([, text]) => text !== undefined);
    yield { kind, text: match[0], at: match.index };
  }
}

const escapeHtml = (text) => text.replace(/[&<>]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[letter]);
const painted = (kind, text) => `<span class="t-${kind}">${escapeHtml(text)}</span>`;

/** HTML of a document with its tokens coloured. */
function paintGraphql(source) {
  const tokens = [...graphqlTokens(source)];
  return tokens.map((token, index) => {
    if (token.kind === 'space') return escapeHtml(token.text);
    if (token.kind !== 'name') return painted(token.kind, token.text);
    const next = tokens.slice(index + 1).find((other) => other.kind !== 'space');
    if (KEYWORDS.has(token.text)) return painted('keyword', token.text);
    if (next?.text === ':') return painted('argument', token.text);
    return painted(/^[A-Z][A-Z0-9_]*$/.test(token.text) ? 'enum' : /^[A-Z]/.test(token.text) ? 'type' : 'name', token.text);
  }).join('');
}

const JSON_TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b|(\{\{[\w-]+\}\})/g;
const PAINT_LIMIT = 300_000;

/** HTML of JSON text with its tokens coloured; very long text stays plain. */
function paintJson(source) {
  if (source.length > PAINT_LIMIT) return escapeHtml(source);
  let html = '';
  let at = 0;
  for (const match of source.matchAll(JSON_TOKEN)) {
    const [whole, string, colon, number, word, blank] = match;
    html += escapeHtml(source.slice(at, match.index));
    if (colon !== undefined) html += painted('key', string) + escapeHtml(colon);
    else if (string !== undefined) html += painted(/\{\{[\w-]+\}\}/.test(string) ? 'blank' : 'string', string);
    else html += painted(number !== undefined ? 'number' : blank !== undefined ? 'blank' : 'enum', whole);
    at = match.index + whole.length;
  }
  return html + escapeHtml(source.slice(at));
}

class SyntaxTrouble extends Error {
  constructor(reason, line) {
    super(reason);
    this.line = line;
  }
}

const LINE_WIDTH = 96;

/** Prints a document anew: two blanks a level, one selection a line, comments kept. */
class Printer {
  constructor(source) {
    this.source = source;
    this.tokens = [...graphqlTokens(source)].filter((token) => token.kind !== 'space');
    this.at = 0;
    this.lines = [];
    this.comments = [];
  }

  print() {
    while (this.peek()) {
      if (this.lines.length) this.lines.push('');
      this.definition();
    }
    this.flush('');
    return `${this.lines.join('\n')}\n`;
  }

  peek() {
    while (this.tokens[this.at]?.kind === 'comment') this.comments.push(this.tokens[this.at++].text.trimEnd());
    return this.tokens[this.at];
  }

  next(expected) {
    const token = this.peek();
    if (!token || (expected && token.text !== expected && token.kind !== expected)) {
      const line = this.source.slice(0, token?.at ?? this.source.length).split('\n').length;
      throw new SyntaxTrouble(token ? `“${token.text}”` : '…', line);
    }
    this.at += 1;
    return token.text;
  }

  is(text) {
    return this.peek()?.text === text;
  }

  flush(indent) {
    this.lines.push(...this.comments.splice(0).map((comment) => indent + comment));
  }

  line(indent, text) {
    this.flush(indent);
    this.lines.push(indent + text);
  }

  definition() {
    if (this.is('{')) return this.selections('', '');
    let head = this.next('name');
    if (!KEYWORDS.has(head) || head === 'on') throw new SyntaxTrouble(`“${head}”`, this.source.slice(0, this.tokens[this.at - 1].at).split('\n').length);
    if (this.peek()?.kind === 'name') head += ` ${this.next('name')}`;
    if (this.is('on')) head += ` ${this.next()} ${this.next('name')}`;
    if (this.is('(')) head += this.items('(', ')', '', () => this.variable());
    return this.selections('', head + this.directives(''));
  }

  variable() {
    let text = `${this.next('variable')}${this.next(':')} ${this.type()}`;
    if (this.is('=')) text += ` ${this.next()} ${this.value('')}`;
    return text + this.directives('');
  }

  type() {
    const inner = this.is('[') ? this.next() + this.type() + this.next(']') : this.next('name');
    return this.is('!') ? inner + this.next() : inner;
  }

  /** A bracketed list, on one line where it fits. */
  items(open, close, indent, item) {
    this.next(open);
    const parts = [];
    while (!this.is(close)) parts.push(item());
    this.next(close);
    const line = `${open}${parts.join(', ')}${close}`;
    if (indent.length + line.length <= LINE_WIDTH - 16 || parts.length < 2) return line;
    return `${open}\n${parts.map((part) => `${indent}  ${part}\n`).join('')}${indent}${close}`;
  }

  argument(indent) {
    return `${this.next('name')}${this.next(':')} ${this.value(`${indent}  `)}`;
  }

  value(indent) {
    if (this.is('[')) return this.items('[', ']', indent, () => this.value(`${indent}  `));
    if (this.is('{')) return this.items('{', '}', indent, () => this.argument(indent));
    const token = this.peek();
    if (!token || token.kind === 'punctuator') return this.next('name');
    return this.next();
  }

  directives(indent) {
    let text = '';
    while (this.peek()?.kind === 'directive') text += ` ${this.next()}${this.is('(') ? this.items('(', ')', indent, () => this.argument(indent)) : ''}`;
    return text;
  }

  selections(indent, head) {
    this.line(indent, `${head}${head.trim() ? ' ' : ''}${this.next('{')}`);
    while (!this.is('}')) this.selection(`${indent}  `);
    this.next('}');
    this.line(indent, '}');
  }

  selection(indent) {
    let text = '';
    if (this.is('...')) {
      text = this.next();
      if (this.is('on')) text += ` ${this.next()} ${this.next('name')}`;
      else if (this.peek()?.kind === 'name') text += this.next();
    } else {
      text = this.next('name');
      if (this.is(':')) text += `${this.next()} ${this.next('name')}`;
      if (this.is('(')) text += this.items('(', ')', indent, () => this.argument(indent));
    }
    text += this.directives(indent);
    if (this.is('{')) this.selections(indent, text);
    else this.line(indent, text);
  }
}

/** The operations of a document, as `{type, name}`; good enough for text that is being typed. */
function operationsOf(source) {
  const found = [];
  let depth = 0;
  const tokens = [...graphqlTokens(source)].filter(({ kind }) => kind !== 'space' && kind !== 'comment');
  let fragment = false;
  tokens.forEach(({ text }, index) => {
    if (text === '{') {
      if (depth === 0 && (index === 0 || tokens[index - 1].text === '}')) found.push({ type: 'query', name: null });
      depth += 1;
    } else if (text === '}') {
      depth -= 1;
      if (depth === 0) fragment = false;
    } else if (depth === 0 && text === 'fragment') {
      fragment = true;
    } else if (depth === 0 && !fragment && ['query', 'mutation', 'subscription'].includes(text) && !['query', 'mutation', 'subscription'].includes(tokens[index - 1]?.text)) {
      found.push({ type: text, name: tokens[index + 1]?.kind === 'name' ? tokens[index + 1].text : null });
    }
  });
  return found;
}
