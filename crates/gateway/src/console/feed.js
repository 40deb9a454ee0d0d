// Feed: what is committed, live, over the `events` subscription. Nothing is missed between two connections, because each
// resumes after the last cursor.

const EVENT_FIELDS = `
      cursor
      occurredAt
      type
      subjectKind
      subjectId
      subject {
        __typename
        ... on Request { requestCode: code title }
        ... on Task { code name }
        ... on Problem { description }
        ... on Rating { department { name } }
        ... on Department { code name }
        ... on Person { name }
      }
      actor { name }
      changes { field from to }
`;
const WATCH = `subscription Watch($after: Cursor) {
  events(after: $after) {
    cursor
    event {${EVENT_FIELDS}    }
  }
}
`;
const PAST = `query Past($first: Int!) {
  events(direction: DESC, first: $first) {
    nodes {${EVENT_FIELDS}    }
  }
}
`;
const PAST_SHOWN = 40;
const FEED_KEPT = 500;
/** What is watched with one person's token: the changes so far, newest first, and how the connection is. */
class Log {
  /** `past`: begin with what was committed last, and go on from there. */
  constructor({ past = false } = {}) {
    this.past = past;
    this.events = [];
    this.state = { name: 'stopped' };
    this.listeners = new Set();
    this.watcher = null;
    this.key = null;
    this.after = null;
  }

  /** Watches as the person `key`; somebody else than before begins anew, because they may see other things. */
  async watch(key) {
    const token = key && tokenOf(key);
    if (this.key === key && this.token === token && this.state.name !== 'stopped') return;
    this.watcher?.stop();
    if (this.key !== key) Object.assign(this, { events: [], after: null });
    Object.assign(this, { key, token, watcher: null });
    if (!token) {
      this.tell({ name: 'signedOut' });
      return;
    }
    this.tell({ name: 'connecting' });
    if (this.past && !this.after) await this.read(key, token);
    if (this.token !== token || this.watcher) return;
    const own = (act) => (given) => (watcher === this.watcher ? act(given) : null);
    const watcher = new Watcher({
      document: WATCH,
      variables: (after) => ({ after }),
      token,
      after: this.after,
      onNext: own((result) => this.take(result.data?.events)),
      onState: own((state) => {
        if (state.name === 'expired') notify(t('feed.expired'));
        this.tell(state);
      }),
    });
    this.watcher = watcher;
    watcher.run();
  }

  /** Reads the latest of the record, so that the screen does not begin empty. */
  async read(key, token) {
    try {
      const { body } = await send({ document: PAST, variables: { first: PAST_SHOWN }, token, renew: renewFor(key) });
      const events = body?.data?.events?.nodes;
      if (this.token !== token || !events?.length) return;
      this.events = events.map(shownEvent);
      this.after = events[0].cursor;
      this.listeners.forEach((listener) => listener({ replaced: true }));
    } catch { /* the stream that is opened next says what is wrong */ }
  }

  again() {
    const { key } = this;
    this.watcher?.stop();
    Object.assign(this, { token: null, watcher: null });
    this.watch(key);
  }

  /** Takes a message in and answers the cursor to resume from; a checkpoint has that and nothing else. */
  take(message) {
    if (!message) return null;
    this.after = message.cursor;
    if (message.event) {
      const event = shownEvent(message.event);
      this.events.unshift(event);
      this.events.length = Math.min(this.events.length, FEED_KEPT);
      this.listeners.forEach((listener) => listener({ event }));
    }
    return message.cursor;
  }

  tell(state) {
    this.state = state;
    this.listeners.forEach((listener) => listener({ state }));
  }

  clear() {
    this.events = [];
    this.listeners.forEach((listener) => listener({ replaced: true }));
  }
}

const feed = { log: new Log({ past: true }), text: '', hidden: new Set(), paused: false };

const statusChip = (status, kind) => h('span', { class: `chip status-${status}` }, statusLabel(status, kind));

/** An event with what its line shows picked out. */
function shownEvent(event) {
  const { subject } = event;
  const status = event.changes.find(({ field }) => field === 'status')?.to;
  return { ...event, code: subject?.requestCode ?? subject?.code, name: subject?.title ?? subject?.name ?? subject?.description ?? subject?.department?.name ?? '', status: typeof status === 'string' ? status : null };
}

const SHORT = 18;
const isShort = (value) => value === null || (typeof value !== 'object' && String(value).length <= SHORT);
const valueText = (value) => (value === null ? '∅' : typeof value === 'string' ? value : JSON.stringify(value));

function changedField({ field, from, to }) {
  const both = `${valueText(from)} → ${valueText(to)}`;
  return h('code', { title: both.length > 600 ? `${both.slice(0, 600)}…` : both }, field, isShort(from) && isShort(to) ? h('span', { class: 'muted' }, ` ${both}`) : null);
}

function eventItem(event, { fresh = false, compact = false } = {}) {
  const changes = event.changes.filter(({ field }) => field !== 'status' || !event.status);
  const shown = compact ? changes.slice(0, 4) : changes;
  return h('li', { class: `event${fresh ? ' fresh' : ''}` },
    h('time', { datetime: event.occurredAt, title: event.occurredAt }, h('span', { class: 'event-day' }, day(event.occurredAt)), ' ', clock(event.occurredAt)),
    h('div', { class: 'event-body' },
      h('p', { class: 'event-line' },
        h('strong', {}, event.actor?.name ?? t('feed.server')), ' ', h('span', { class: 'event-type', title: event.type }, eventLabel(event.type)),
        event.status ? [' ', statusChip(event.status, event.subjectKind)] : null),
      h('p', { class: 'event-subject' }, h('span', { class: 'muted' }, subjectLabel(event.subjectKind)), ' ',
        event.code ? [h('span', { class: 'event-code' }, event.code), ' '] : null, event.name || h('code', { class: 'muted' }, event.subjectId)),
      shown.length ? h('p', { class: 'event-fields', 'aria-label': t('feed.changed') }, shown.map(changedField), shown.length < changes.length ? h('span', { class: 'muted' }, `+${changes.length - shown.length}`) : null) : null));
}

/** The light that says whether a log is live. */
function connectionState(log) {
  const { name, seconds, reason } = log.state;
  const text = { connecting: t('feed.connecting'), expired: t('feed.connecting'), open: t('feed.open'), waiting: t('feed.retrying', { seconds }), stopped: t('feed.stopped'), signedOut: t('person.none') }[name];
  return h('span', { class: `connection is-${name}`, role: 'status', title: reason ?? null }, h('span', { class: 'light' }), text,
    name === 'stopped' && log.key ? button(t('feed.reconnect'), 'again', () => log.again(), { kind: 'small' }) : null);
}

/** A live list of a log; answers what ends it. `accepts(event)` filters, `empty()` says what stands where nothing does. */
function liveList(log, { accepts = () => true, empty, compact = false, isPaused = () => false, onHeld = () => {} }) {
  const list = h('ol', { class: `events${compact ? ' compact' : ''}`, role: 'log', 'aria-live': 'off', tabindex: '0', 'aria-label': t('feed.title') });
  const light = h('span', { class: 'light-slot' });
  let held = 0;
  const fill = () => {
    held = 0;
    onHeld(0);
    const events = log.events.filter(accepts);
    list.replaceChildren(...(events.length ? events.map((event) => eventItem(event, { compact })) : [h('li', { class: 'muted none' }, empty())]));
  };
  const hear = ({ event, state, replaced }) => {
    if (state) light.replaceChildren(connectionState(log));
    if (replaced || state) { if (replaced || !log.events.length) fill(); return; }
    if (!accepts(event)) return;
    if (isPaused()) { onHeld(held += 1); return; }
    list.querySelector('.none')?.remove();
    list.prepend(eventItem(event, { fresh: true, compact }));
    while (list.children.length > FEED_KEPT) list.lastElementChild.remove();
  };
  log.listeners.add(hear);
  light.replaceChildren(connectionState(log));
  fill();
  return { list, light, fill, end: () => log.listeners.delete(hear) };
}

function mountFeed(root) {
  feed.log.watch(session.current);
  const accepts = (event) => {
    if (feed.hidden.has(event.subjectKind)) return false;
    const needle = feed.text.trim().toLowerCase();
    if (!needle) return true;
    return [event.type, eventLabel(event.type), event.actor?.name, event.code, event.name, ...event.changes.map(({ field }) => field)]
      .some((text) => text?.toLowerCase().includes(needle));
  };
  const held = h('span', { class: 'muted', role: 'status' });
  const live = liveList(feed.log, {
    accepts,
    isPaused: () => feed.paused,
    onHeld: (count) => plainText(held, count ? t('feed.waiting', { count }) : ''),
    empty: () => (feed.log.state.name === 'signedOut' ? t('feed.signIn') : feed.log.state.reason ?? t(feed.log.events.length ? 'feed.noMatch' : 'feed.empty')),
  });
  const filter = h('input', { type: 'search', class: 'input', placeholder: t('feed.filter'), 'aria-label': t('feed.filter'), on: { input: () => { feed.text = filter.value; live.fill(); } } });
  filter.value = feed.text;
  const pauseButton = button(t(feed.paused ? 'feed.resume' : 'feed.pause'), feed.paused ? 'play' : 'stop', () => {
    feed.paused = !feed.paused;
    pauseButton.replaceChildren(icon(feed.paused ? 'play' : 'stop'), h('span', {}, t(feed.paused ? 'feed.resume' : 'feed.pause')));
    if (!feed.paused) live.fill();
  });
  const subjects = Object.keys(SUBJECTS).map((kind) => {
    const toggle = h('button', {
      type: 'button', class: 'toggle', 'aria-pressed': String(!feed.hidden.has(kind)),
      on: {
        click: () => {
          if (!feed.hidden.delete(kind)) feed.hidden.add(kind);
          toggle.setAttribute('aria-pressed', String(!feed.hidden.has(kind)));
          live.fill();
        },
      },
    }, subjectLabel(kind));
    return toggle;
  });
  root.append(h('div', { class: 'feed' },
    h('div', { class: 'tools' }, live.light, filter, pauseButton, button(t('feed.clear'), 'cross', () => feed.log.clear()), held),
    h('div', { class: 'toggles', role: 'group', 'aria-label': t('feed.subjects') }, subjects),
    live.list));
  return live.end;
}
