// Walk-through: the life of one request, step by step, each step as the person who acts. What is done stands in
// `walkthrough.json`, which the documentation and the tests read, too; here is only how it is shown.

const WALK = JSON.parse(document.getElementById('walkthrough').textContent);
const TRACK = ['DRAFT', 'SUBMITTED', 'AGREED', 'CONFIRMED', 'IN_PROGRESS', 'DELIVERED', 'ACCEPTED', 'CLOSED'];

const walk = { shown: 0, done: 0, names: {}, results: {}, board: {}, running: false, rolling: false, log: new Log() };

const documentOf = (step) => step.document.join('\n');

/** `variables` with every `{{name}}` that is known filled in; `missing` names the first that is not. */
function fillNames(variables, names) {
  let missing = null;
  const text = JSON.stringify(variables, null, 2).replace(/\{\{([\w-]+)\}\}/g, (blank, name) => {
    if (name in names) return names[name];
    missing ??= name;
    return blank;
  });
  return { text, missing };
}

/** The value at a JSON pointer (RFC 6901). */
function at(value, pointer) {
  return pointer.split('/').slice(1).reduce((inner, part) => inner?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], value);
}

/** Keeps what an answer says of the request, the task and the problem, for the board above the steps. */
function noteBoard(value) {
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    if (['request', 'task', 'problem'].includes(key) && inner?.id) {
      const { code, status } = inner;
      walk.board[key] = { ...walk.board[key], ...(code ? { code } : {}), ...(status ? { status } : {}) };
    }
    noteBoard(inner);
  }
}

function check(step, body) {
  const refusals = Object.values(body?.data ?? {}).flatMap((payload) => payload?.userErrors ?? []);
  const errors = [...(body?.errors ?? []), ...refusals];
  const checks = step.expect.map(({ pointer, equals }) => {
    const found = at(body, pointer) ?? null;
    return { path: pointer.split('/').slice(3).join('.') || pointer.split('/').pop(), found, equals, holds: JSON.stringify(found) === JSON.stringify(equals) };
  });
  return { errors, checks };
}

async function takeStep(step) {
  const token = tokenOf(step.actor);
  const { text, missing } = fillNames(step.variables, walk.names);
  if (!token || missing) return false;
  walk.running = true;
  showWalk();
  let result;
  try {
    const answer = await send({ document: documentOf(step), variables: JSON.parse(text), token, renew: renewFor(step.actor) });
    result = { ...answer, ...check(step, answer.body), shown: answer.body ? JSON.stringify(answer.body, null, 2) : answer.text };
    if (!answer.body) result.errors = [{ message: `HTTP ${answer.status}` }];
  } catch (error) {
    result = { errors: [{ message: t('query.unreachable', { reason: error.message }) }], checks: [], shown: '' };
  }
  walk.running = false;
  const captured = Object.entries(step.captures).map(([name, pointer]) => [name, at(result.body, pointer)]);
  const lost = captured.find(([, value]) => value === undefined || value === null);
  if (lost && !result.errors.length) result.errors = [{ message: `${lost[0]}: ${step.captures[lost[0]]}` }];
  result.passed = result.errors.length === 0;
  walk.results[step.id] = result;
  if (result.passed) {
    Object.assign(walk.names, Object.fromEntries(captured));
    noteBoard(result.body.data);
    walk.done = Math.max(walk.done, WALK.steps.indexOf(step) + 1);
  }
  showWalk();
  return result.passed;
}

async function takeAll() {
  walk.rolling = true;
  while (walk.rolling && walk.done < WALK.steps.length) {
    walk.shown = walk.done;
    if (!(await takeStep(WALK.steps[walk.done]))) break;
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  walk.rolling = false;
  showWalk();
}

function startOver() {
  Object.assign(walk, { shown: 0, done: 0, names: {}, results: {}, board: {}, rolling: false });
  walk.log.clear();
  showWalk();
}

const avatar = (name, key) => h('span', { class: `avatar of-${key}`, 'aria-hidden': 'true' }, name.slice(0, 1));

function boardPart() {
  const { request, task, problem } = walk.board;
  const reached = TRACK.indexOf(request?.status);
  const other = (name, entry, kind) => h('div', { class: 'board-other' }, h('span', { class: 'muted' }, t(name)), ' ',
    entry?.code ? h('span', { class: 'event-code' }, `${entry.code} `) : null,
    entry?.status ? statusChip(entry.status, kind) : h('span', { class: 'muted' }, t('walk.notYet')));
  return h('section', { class: 'board', 'aria-label': t('walk.request') },
    h('div', { class: `board-code${request?.code ? '' : ' muted'}` }, request?.code ?? t('walk.noCode')),
    h('ol', { class: 'track' }, TRACK.map((status, index) => h('li', { class: index < reached ? 'past' : index === reached ? 'now' : '', 'aria-current': index === reached ? 'step' : null }, h('span', { class: 'dot' }), h('span', { class: 'track-label' }, statusLabel(status, 'REQUEST'))))),
    h('div', { class: 'board-others' }, other('walk.task', task, 'TASK'), other('walk.problem', problem, 'PROBLEM')));
}

function stepList() {
  return h('nav', { class: 'steps', 'aria-label': t('walk.steps') }, WALK.phases.map((phase) => h('section', {},
    h('h3', {}, tr(phase.title)),
    h('ol', {}, WALK.steps.map((step, index) => ({ step, index })).filter(({ step }) => step.phase === phase.id).map(({ step, index }) => {
      const result = walk.results[step.id];
      const state = result ? (result.passed ? 'done' : 'failed') : index === walk.done ? 'next' : 'ahead';
      return h('li', {}, h('button', {
        type: 'button', class: `step is-${state}`, 'aria-current': index === walk.shown ? 'step' : null, data: { step: String(index) },
        on: { click: () => { walk.shown = index; showWalk(); } },
      }, h('span', { class: 'step-mark' }, state === 'done' ? icon('check') : state === 'failed' ? icon('cross') : String(index + 1)), h('span', { class: 'step-title' }, tr(step.title)), h('span', { class: 'step-actor' }, personOf(step.actor).name)));
    })))));
}

function checkedPart(step, result) {
  if (result.errors.length) {
    return h('div', { class: 'verdict bad', role: 'alert' }, h('strong', {}, t('walk.refused')), h('ul', {}, result.errors.map((error) => h('li', {}, error.code || error.extensions?.code ? h('code', {}, error.code ?? error.extensions.code) : null, ' ', error.message))));
  }
  const odd = result.checks.some(({ holds }) => !holds);
  const show = (value, path) => (typeof value === 'string' ? statusLabel(value, path.startsWith('problem') ? 'PROBLEM' : 'REQUEST') : JSON.stringify(value));
  return h('div', { class: `verdict ${odd ? 'odd' : 'good'}` },
    h('ul', {}, result.checks.map(({ path, found, equals, holds }) => h('li', {}, icon(holds ? 'check' : 'warn'), h('code', {}, path), ' ', h('strong', {}, show(found, path)), holds ? null : h('span', { class: 'muted' }, ` · ${t('walk.instead', { value: show(equals, path) })}`)))),
    odd && step.expect.some(({ equals }) => String(equals).startsWith(WALK.code)) ? h('p', { class: 'muted' }, t('walk.other')) : null);
}

function stepCard() {
  const step = WALK.steps[walk.shown];
  const person = personOf(step.actor);
  const member = WALK.cast.find(({ key }) => key === step.actor);
  const result = walk.results[step.id];
  const { text, missing } = fillNames(step.variables, walk.names);
  const token = tokenOf(step.actor);
  const ready = !walk.running && token && !missing && walk.shown <= walk.done;
  const finished = walk.done === WALK.steps.length;
  const next = result?.passed && walk.shown + 1 < WALK.steps.length;
  const main = next
    ? button(t('walk.next'), 'arrow', () => { walk.shown += 1; showWalk(); focusMain(); }, { kind: 'primary main-action' })
    : button(t('walk.run'), 'play', () => takeStep(step).then(focusMain), { kind: 'primary main-action', disabled: !ready || Boolean(result?.passed) });
  const hint = !token ? t('tokens.missing', { name: `${departmentName(person)} ${person.name}` }) : missing ? t('walk.wait', { name: missing }) : '';
  return h('article', { class: 'card', 'aria-labelledby': 'step-title' },
    h('p', { class: 'eyebrow' }, t('walk.step', { n: walk.shown + 1, of: WALK.steps.length })),
    h('h2', { id: 'step-title' }, tr(step.title)),
    h('div', { class: 'actor' }, avatar(person.name, step.actor), h('div', {}, h('strong', {}, `${departmentName(person)} · ${person.position} ${person.name}`), h('span', { class: 'muted' }, member ? tr(member.part) : ''))),
    h('p', { class: 'explanation' }, tr(step.explanation)),
    h('div', { class: 'tools' }, main,
      walk.rolling ? button(t('walk.pause'), 'stop', () => { walk.rolling = false; showWalk(); }) : button(t('walk.all'), 'forward', takeAll, { disabled: walk.running || finished || !tokenOf(WALK.steps[walk.done].actor) }),
      button(t('walk.again'), 'again', startOver, { disabled: walk.running || walk.rolling || !Object.keys(walk.results).length }),
      hint ? h('span', { class: 'hint' }, hint) : null,
      !token ? button(t('person.paste'), null, openTokens) : null),
    h('div', { class: 'outcome', 'aria-live': 'polite' }, result ? checkedPart(step, result) : h('p', { class: 'muted' }, t(walk.running ? 'query.running' : 'walk.idle')),
      finished && walk.shown === WALK.steps.length - 1 ? h('p', { class: 'finished' }, h('span', { class: 'seal', 'aria-hidden': 'true' }, '成'), t('walk.done')) : null),
    h('div', { class: 'sheets' },
      h('section', {}, h('h3', {}, t('walk.document')), codeBlock(documentOf(step), paintGraphql, t('walk.document'))),
      Object.keys(step.variables).length ? h('section', {}, h('h3', {}, t('walk.variables')), codeBlock(text, paintJson, t('walk.variables'))) : null,
      h('section', {}, h('h3', {}, t('walk.answer'), result?.ms ? h('small', {}, ` ${result.status} · ${result.ms.toFixed(0)} ms${costOf(result.body) === null ? '' : ` · ${t('meta.cost')} ${costOf(result.body)}`}`) : null), result ? codeBlock(result.shown, paintJson, t('walk.answer')) : h('p', { class: 'muted placeholder' }, t('walk.idle')))),
    h('p', {}, button(t('walk.open'), 'arrow', () => openInQuery({ document: documentOf(step), variables: JSON.parse(text), person: step.actor }), { kind: 'small' })));
}

const focusMain = () => document.querySelector('.main-action:not(:disabled)')?.focus({ preventScroll: true });
let showWalk = () => {};

function mountWalk(root) {
  const slots = { board: h('div', { class: 'board-slot' }), steps: h('div', { class: 'steps-slot' }), card: h('div', { class: 'card-slot' }) };
  walk.log.watch('initiator');
  const live = liveList(walk.log, { compact: true, empty: () => (walk.log.state.name === 'signedOut' ? t('feed.signIn') : walk.log.state.reason ?? t('feed.empty')) });
  const initiator = personOf('initiator');
  let previous = null;
  showWalk = () => {
    const active = document.activeElement?.closest('[data-step]')?.dataset.step;
    slots.board.replaceChildren(boardPart());
    const scroll = slots.steps.firstElementChild?.scrollTop ?? 0;
    slots.steps.replaceChildren(stepList());
    slots.steps.firstElementChild.scrollTop = scroll;
    const read = slots.card.firstElementChild?.scrollTop ?? 0;
    slots.card.replaceChildren(stepCard());
    if (active !== undefined) slots.steps.querySelector(`[data-step="${active}"]`)?.focus({ preventScroll: true });
    if (previous !== walk.shown) {
      reveal(slots.steps.firstElementChild, slots.steps.querySelector('[aria-current]'));
      previous = walk.shown;
    } else {
      slots.card.firstElementChild.scrollTop = read;
    }
  };
  root.append(h('div', { class: 'walk' },
    h('header', { class: 'walk-head' }, h('div', {}, h('h1', {}, tr(WALK.title)), h('p', {}, tr(WALK.introduction))), session.people ? null : h('p', { class: 'callout' }, t('walk.noDemo'))),
    slots.board, slots.steps, slots.card,
    h('aside', { class: 'walk-feed', 'aria-label': t('feed.title') }, h('div', { class: 'panel-title' }, h('h2', {}, t('feed.title')), h('span', { class: 'muted' }, t('feed.asSeenBy', { name: initiator.name })), live.light), live.list)));
  showWalk();
  return () => {
    showWalk = () => {};
    live.end();
  };
}
