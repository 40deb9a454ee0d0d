// The wire: one call by POST, or a stream of server-sent events that resumes from its cursor.

const ENDPOINT = '/graphql';
const STREAM = '/graphql/stream';

const headersFor = (token, accept) => ({
  accept,
  'content-type': 'application/json',
  'accept-language': settings.language,
  ...(token ? { authorization: `Bearer ${token}` } : {}),
});

/**
 * Sends one operation. Answers `{status, statusText, ms, size, body, text}`; `body` is null where the answer is no JSON.
 * `renew` may answer a fresh token once the server says that this one does not hold any more.
 */
async function send({ document: query, variables, operationName, token, signal, renew }) {
  const started = performance.now();
  const response = await fetch(ENDPOINT, {
    method: 'POST',
    headers: headersFor(token, 'application/graphql-response+json, application/json;q=0.9'),
    body: JSON.stringify({ query, variables, operationName }),
    signal,
  });
  const text = await response.text();
  const ms = performance.now() - started;
  if (response.status === 401 && renew) {
    const fresh = await renew();
    if (fresh && fresh !== token) return send({ document: query, variables, operationName, token: fresh, signal });
  }
  let body = null;
  try { body = JSON.parse(text); } catch { /* shown as text */ }
  return { status: response.status, statusText: response.statusText, ms, size: new Blob([text]).size, body, text };
}

/** A fresh token of a demo person, whose old one has expired; none for a pasted one. */
const renewFor = (key) => async () => {
  if (!session.people || session.pasted[key]) return null;
  await loadPeople();
  return tokenOf(key);
};

/** The cost that the server counted for a call, as one number; null where it said none. */
function costOf(body) {
  const cost = body?.extensions?.cost;
  if (typeof cost === 'number') return cost;
  return cost?.requested ?? cost?.actual ?? cost?.value ?? cost?.cost ?? null;
}

/** Server-sent events of a response body, as `{event, data}`. */
async function* serverSentEvents(body, onBytes) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let buffer = '';
  let event = 'message';
  let data = [];
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      onBytes();
      buffer += decoder.decode(value, { stream: true });
      const lines = buffer.split(/\r\n|\n|\r(?!$)/);
      buffer = lines.pop();
      for (const line of lines) {
        if (line === '') {
          if (data.length || event !== 'message') yield { event, data: data.join('\n') };
          event = 'message';
          data = [];
          continue;
        }
        const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line);
        if (field === 'event') event = value;
        else if (field === 'data') data.push(value);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

const SILENCE_MS = 45_000;
const LONGEST_WAIT_MS = 15_000;
const pause = (ms, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});

/**
 * A subscription that lives until `stop()`. `variables(after)` gives the variables to resume with; `onNext(result)` gets each
 * result and answers the cursor to resume from; `onState({name, seconds, reason})` hears of `connecting`, `open`, `waiting`,
 * `expired` and `stopped`; `run()` begins. A silent or broken connection is opened anew; a refusal that a retry cannot help ends it.
 */
class Watcher {
  constructor({ document: query, operationName, variables, token, onNext, onState, after = null, once = false }) {
    Object.assign(this, { query, operationName, variables, token, onNext, onState, after, once });
    this.stopper = new AbortController();
  }

  stop() {
    this.stopper.abort();
  }

  async run() {
    let failures = 0;
    while (!this.stopper.signal.aborted) {
      this.onState({ name: 'connecting' });
      const outcome = await this.connect(() => { failures = 0; });
      if (this.stopper.signal.aborted) break;
      if (outcome.final || (this.once && outcome.completed)) {
        this.onState({ name: 'stopped', reason: outcome.reason });
        return;
      }
      if (outcome.expired) {
        this.after = null;
        this.onState({ name: 'expired' });
        continue;
      }
      const wait = Math.min(LONGEST_WAIT_MS, 400 * 2 ** failures) * (0.75 + Math.random() / 2);
      failures += 1;
      this.onState({ name: 'waiting', seconds: Math.max(1, Math.round(wait / 1000)), reason: outcome.reason });
      await pause(wait, this.stopper.signal);
    }
    this.onState({ name: 'stopped' });
  }

  async connect(onOpen) {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    this.stopper.signal.addEventListener('abort', abort, { once: true });
    let silence = setTimeout(abort, SILENCE_MS);
    const heard = () => { clearTimeout(silence); silence = setTimeout(abort, SILENCE_MS); };
    try {
      const response = await fetch(STREAM, {
        method: 'POST',
        headers: headersFor(this.token, 'text/event-stream'),
        body: JSON.stringify({ query: this.query, variables: this.variables(this.after), operationName: this.operationName }),
        signal: attempt.signal,
      });
      if (!response.ok || !/text\/event-stream/.test(response.headers.get('content-type') ?? '')) {
        return this.refused(response.status, await response.json().catch(() => null));
      }
      this.onState({ name: 'open' });
      for await (const { event, data } of serverSentEvents(response.body, heard)) {
        if (event === 'complete') return { completed: true };
        if (event !== 'next') continue;
        const result = JSON.parse(data);
        if (result.errors && !result.data) return this.refused(200, result);
        onOpen();
        this.after = this.onNext(result) ?? this.after;
      }
      return {};
    } catch (error) {
      return { reason: error.name === 'AbortError' ? undefined : error.message };
    } finally {
      clearTimeout(silence);
      this.stopper.signal.removeEventListener('abort', abort);
    }
  }

  refused(status, body) {
    const error = body?.errors?.[0];
    const code = error?.extensions?.code;
    const reason = error?.message ?? `HTTP ${status}`;
    if (code === 'CURSOR_EXPIRED' && this.after) return { expired: true, reason };
    const passing = error?.extensions?.retryable ?? (status >= 500 || status === 429);
    return { final: !passing, reason, body };
  }
}
