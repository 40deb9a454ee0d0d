// Query: a document with variables, run as the chosen person; the history of this page's life stays in memory.

const HISTORY_LENGTH = 50;
const STREAM_KEPT = 100;

const FIRST_DOCUMENT = `# Ctrl+Enter
query Board {
  viewer { person { name department { name } } }
  requests(first: 10) {
    nodes { code title status priority dueOn initiatingDepartment { name } }
    pageInfo { hasNextPage endCursor }
  }
}
`;

const query = { document: FIRST_DOCUMENT, variables: '{}', operation: null, history: [], answer: null, running: null, count: 0 };

/** Shows `document` and `variables` in the query view, as `person` where one is named. */
function openInQuery({ document: text, variables, person }) {
  Object.assign(query, { document: text, variables: JSON.stringify(variables ?? {}, null, 2), answer: null, operation: null });
  if (person && tokenOf(person)) setPerson(person);
  location.hash = '#/query';
}

function mountQuery(root) {
  let documentEditor;
  let variablesEditor;
  const picker = h('select', { 'aria-label': t('query.operation'), class: 'select', on: { change: () => { query.operation = picker.value; } } });
  const output = h('pre', { class: 'code answer', tabindex: '0', 'aria-label': t('query.response') });
  const facts = h('dl', { class: 'facts', 'aria-live': 'polite' });
  const runButton = button(t('run'), 'play', () => (query.running ? halt() : run()), { kind: 'primary' });

  const listOperations = () => {
    const names = operationsOf(query.document).map(({ name }) => name).filter(Boolean);
    if (!names.includes(query.operation)) query.operation = names[0] ?? null;
    picker.replaceChildren(...names.map((name) => h('option', { value: name }, name)));
    picker.hidden = names.length < 2;
    if (query.operation) picker.value = query.operation;
  };

  const fact = (name, text, kind = '') => [h('dt', {}, name), h('dd', { class: kind }, text)];
  const show = () => {
    const { answer, running } = query;
    output.classList.toggle('idle', !answer);
    if (running && !answer) plainText(output, t('query.running'));
    else if (!answer) plainText(output, t('query.idle'));
    else output.innerHTML = paintJson(answer.text);
    facts.replaceChildren(...(answer?.status ? [
      fact(t('meta.status'), `${answer.status} ${answer.statusText}`.trim(), answer.status < 300 && !answer.errors ? 'good' : 'bad'),
      answer.ms === undefined ? [] : fact(t('meta.time'), `${answer.ms.toFixed(answer.ms < 10 ? 1 : 0)} ms`),
      answer.size === undefined ? [] : fact(t('meta.size'), bytes(answer.size)),
      answer.cost === null || answer.cost === undefined ? [] : fact(t('meta.cost'), String(answer.cost)),
    ].flat(2) : []));
    if (running?.stream) facts.replaceChildren(...fact(t('meta.status'), t('query.streaming', { count: query.count }), 'good'));
    runButton.replaceChildren(icon(running ? 'stop' : 'play'), h('span', {}, t(running ? 'stop' : 'run')));
  };

  const finish = (answer) => {
    query.running = null;
    query.answer = answer;
    const { document: text, variables, operation } = query;
    const [first] = operationsOf(text);
    query.history.unshift({ at: new Date(), name: operation ?? first?.name ?? first?.type ?? '?', text, variables, answer });
    query.history.length = Math.min(query.history.length, HISTORY_LENGTH);
    show();
    listHistory();
  };

  const halt = () => {
    query.running?.stop();
    query.running = null;
    show();
  };

  const readVariables = () => {
    try {
      return { value: JSON.parse(query.variables.trim() || '{}') };
    } catch (error) {
      query.answer = { text: t('query.badVariables', { reason: error.message }) };
      show();
      return null;
    }
  };

  const watch = (variables) => {
    query.count = 0;
    const received = [];
    query.answer = null;
    query.running = new Watcher({
      document: query.document,
      operationName: query.operation ?? undefined,
      variables: () => variables,
      token: currentToken(),
      once: true,
      onNext: (result) => {
        query.count += 1;
        received.unshift(result);
        received.length = Math.min(received.length, STREAM_KEPT);
        query.answer = { text: JSON.stringify(received, null, 2) };
        show();
        return null;
      },
      onState: ({ name, reason }) => {
        if (name === 'waiting' || name === 'stopped') {
          query.running?.stop();
          query.running = null;
          if (reason) query.answer = { text: reason };
          show();
        }
      },
    });
    query.running.stream = true;
    query.running.run();
    show();
  };

  const run = async () => {
    listOperations();
    const variables = readVariables();
    if (!variables) return;
    const operations = operationsOf(query.document);
    const chosen = operations.find(({ name }) => name === query.operation) ?? operations[0];
    if (chosen?.type === 'subscription') return watch(variables.value);
    const stopper = new AbortController();
    query.running = { stop: () => stopper.abort() };
    query.answer = null;
    show();
    try {
      const { status, statusText, ms, size, body, text } = await send({
        document: query.document,
        variables: variables.value,
        operationName: query.operation ?? undefined,
        token: currentToken(),
        renew: renewFor(session.current),
        signal: stopper.signal,
      });
      finish({ status, statusText, ms, size, cost: costOf(body), errors: Boolean(body?.errors), text: body ? JSON.stringify(body, null, 2) : text });
    } catch (error) {
      if (error.name !== 'AbortError') finish({ text: t('query.unreachable', { reason: error.message }) });
    }
  };

  const prettify = () => {
    try {
      documentEditor.set(new Printer(query.document).print());
    } catch (error) {
      if (!(error instanceof SyntaxTrouble)) throw error;
      notify(t('query.badDocument', { line: error.line, reason: error.message }));
    }
    try {
      variablesEditor.set(JSON.stringify(JSON.parse(query.variables.trim() || '{}'), null, 2));
    } catch { /* what is not JSON yet is left as it is typed */ }
  };

  const curl = () => {
    const variables = readVariables();
    if (!variables) return;
    const body = JSON.stringify({ query: query.document, variables: variables.value, operationName: query.operation ?? undefined });
    const token = currentToken();
    copyText([
      `curl '${location.origin}${ENDPOINT}'`,
      `  -H 'content-type: application/json'`,
      ...(token ? [`  -H 'authorization: Bearer ${token}'`] : []),
      `  --data-binary '${body.replaceAll("'", `'\\''`)}'`,
    ].join(' \\\n'));
  };

  const history = h('div', { class: 'menu', popover: 'auto', id: 'history' });
  const listHistory = () => history.replaceChildren(
    h('p', { class: 'menu-title' }, t('query.history'), h('small', {}, t('query.history.note'))),
    query.history.length === 0
      ? h('p', { class: 'muted' }, t('query.history.empty'))
      : h('ol', { class: 'menu-list' }, query.history.map((entry) =>
        h('li', {}, h('button', {
          type: 'button',
          class: 'menu-item',
          on: {
            click: () => {
              documentEditor.set(entry.text);
              variablesEditor.set(entry.variables);
              query.answer = entry.answer;
              listOperations();
              show();
              history.hidePopover();
            },
          },
        },
        h('time', {}, entry.at.toLocaleTimeString('en-GB')),
        h('span', { class: 'grow' }, entry.name),
        h('span', { class: entry.answer.status < 300 && !entry.answer.errors ? 'good' : 'bad' }, entry.answer.status ? String(entry.answer.status) : '—'),
        h('span', { class: 'muted' }, entry.answer.ms === undefined ? '' : `${entry.answer.ms.toFixed(0)} ms`))))));

  documentEditor = codeEditor({
    label: t('query.document'), value: query.document, paint: paintGraphql, onRun: run, onPrettify: prettify,
    onInput: (text) => { query.document = text; listOperations(); },
  });
  variablesEditor = codeEditor({
    label: t('query.variables'), value: query.variables, paint: paintJson, onRun: run, onPrettify: prettify,
    onInput: (text) => { query.variables = text; },
  });
  const historyButton = button(t('query.history'), 'history', () => {}, { popovertarget: 'history' });

  root.append(h('div', { class: 'query' },
    h('div', { class: 'tools' }, runButton, picker, button(t('query.prettify'), 'wand', prettify), historyButton, history,
      button(t('query.curl'), 'copy', curl), h('span', { class: 'grow' }), h('span', { class: 'muted keys' }, t('query.keys'))),
    h('section', { class: 'panel document', 'aria-label': t('query.document') }, h('h2', { class: 'panel-title' }, t('query.document')), documentEditor.element),
    h('section', { class: 'panel variables', 'aria-label': t('query.variables') }, h('h2', { class: 'panel-title' }, t('query.variables')), variablesEditor.element),
    h('section', { class: 'panel response', 'aria-label': t('query.response') },
      h('div', { class: 'panel-title' }, h('h2', {}, t('query.response')), facts), output)));
  listOperations();
  listHistory();
  show();
  return () => { if (query.running?.stream) halt(); };
}
