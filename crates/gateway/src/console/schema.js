// Schema: what introspection tells, to browse and to search.

const INTROSPECTION = `query Introspection {
  __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types {
      kind name description specifiedByURL isOneOf
      fields(includeDeprecated: true) { name description isDeprecated deprecationReason args(includeDeprecated: true) { ...Input } type { ...Ref } }
      inputFields(includeDeprecated: true) { ...Input }
      interfaces { name }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { name }
    }
  }
}
fragment Input on __InputValue { name description defaultValue isDeprecated deprecationReason type { ...Ref } }
fragment Ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }
`;

const schema = { types: null, roots: [], failure: null, search: '', loading: null };

const namedType = (ref) => (ref.ofType ? namedType(ref.ofType) : ref.name);
const typeText = (ref) =>
  ref.kind === 'NON_NULL' ? `${typeText(ref.ofType)}!` : ref.kind === 'LIST' ? `[${typeText(ref.ofType)}]` : ref.name;

async function loadSchema() {
  schema.failure = null;
  const { body, status } = await send({ document: INTROSPECTION, token: currentToken() });
  const told = body?.data?.__schema;
  if (!told) throw new Error(body?.errors?.[0]?.message ?? `HTTP ${status}`);
  schema.types = new Map(told.types.filter(({ name }) => !name.startsWith('__')).map((type) => [type.name, type]));
  schema.roots = [told.queryType, told.mutationType, told.subscriptionType].filter(Boolean).map(({ name }) => name);
}

/** Every place that leads to `name`: fields, arguments and input fields. */
function usesOf(name) {
  const uses = [];
  for (const type of schema.types.values()) {
    for (const field of type.fields ?? []) {
      if (namedType(field.type) === name) uses.push({ type: type.name, field: field.name });
      for (const argument of field.args) if (namedType(argument.type) === name) uses.push({ type: type.name, field: field.name, argument: argument.name });
    }
    for (const field of type.inputFields ?? []) if (namedType(field.type) === name) uses.push({ type: type.name, field: field.name });
  }
  return uses;
}

function searchSchema(text) {
  const needle = text.trim().toLowerCase();
  const rank = (name, description) => {
    const lower = name.toLowerCase();
    if (lower === needle) return 0;
    if (lower.startsWith(needle)) return 1;
    if (lower.includes(needle)) return 2;
    return description?.toLowerCase().includes(needle) ? 3 : null;
  };
  const hits = [];
  for (const type of schema.types.values()) {
    const own = rank(type.name, type.description);
    if (own !== null) hits.push({ rank: own, type: type.name, text: type.name });
    for (const part of [...(type.fields ?? []), ...(type.inputFields ?? []), ...(type.enumValues ?? [])]) {
      const found = rank(part.name, part.description);
      if (found !== null) hits.push({ rank: found + 0.1, type: type.name, field: part.name, text: `${type.name}.${part.name}` });
      for (const argument of part.args ?? []) {
        const inside = rank(argument.name, argument.description);
        if (inside !== null && inside < 3) hits.push({ rank: inside + 0.2, type: type.name, field: part.name, text: `${type.name}.${part.name}(${argument.name})` });
      }
    }
  }
  return hits.sort((one, other) => one.rank - other.rank || one.text.length - other.text.length).slice(0, 80);
}

const SAMPLE_DEPTH = 2;
const SAMPLED = new Set(['nodes', 'pageInfo', 'userErrors', 'node', 'person', 'request', 'task', 'problem', 'rating']);

/** Selections that show something of a type: its leaves, and one level of what it leads to. */
function sampleSelections(name, depth) {
  const type = schema.types.get(name);
  if (!type?.fields) return type?.possibleTypes ? ' { __typename }' : '';
  const leaves = [];
  const branches = [];
  for (const field of type.fields) {
    if (field.isDeprecated || field.args.some(({ type: ref, defaultValue }) => ref.kind === 'NON_NULL' && defaultValue === null)) continue;
    const inner = schema.types.get(namedType(field.type));
    if (!inner?.fields && !inner?.possibleTypes) leaves.push(field.name);
    else if (depth > 0) branches.push(field.name);
  }
  const wanted = branches.filter((branch) => !leaves.length || SAMPLED.has(branch)).slice(0, 4)
    .map((branch) => `${branch}${sampleSelections(namedType(type.fields.find((field) => field.name === branch).type), depth - 1)}`);
  return ` { ${[...leaves.slice(0, 8), ...wanted].join(' ') || '__typename'} }`;
}

function sampleValue(ref) {
  if (ref.kind === 'NON_NULL') return sampleValue(ref.ofType);
  if (ref.kind === 'LIST') return [];
  const type = schema.types.get(ref.name);
  if (type?.kind === 'ENUM') return type.enumValues[0].name;
  if (type?.kind === 'INPUT_OBJECT') {
    const fields = type.isOneOf ? type.inputFields.slice(0, 1) : type.inputFields.filter((field) => field.type.kind === 'NON_NULL' && field.defaultValue === null);
    return Object.fromEntries(fields.map((field) => [field.name, sampleValue(field.type)]));
  }
  return { Int: 1, Float: 1, Boolean: true, Date: '2024-05-30' }[ref.name] ?? '';
}

/** A document for one root field, with variables for the arguments that it cannot do without. */
function sampleOf(rootIndex, field) {
  const wanted = field.args.filter(({ type, name }) => type.kind === 'NON_NULL' || name === 'first');
  const head = wanted.map(({ name, type }) => `$${name}: ${typeText(type)}`).join(', ');
  const given = wanted.map(({ name }) => `${name}: $${name}`).join(', ');
  const operation = ['query', 'mutation', 'subscription'][rootIndex];
  const title = field.name[0].toUpperCase() + field.name.slice(1);
  const text = `${operation} ${title}${head && `(${head})`} { ${field.name}${given && `(${given})`}${sampleSelections(namedType(field.type), SAMPLE_DEPTH)} }`;
  const variables = Object.fromEntries(wanted.map(({ name, type }) => [name, name === 'first' ? 5 : sampleValue(type)]));
  return { document: new Printer(text).print(), variables };
}

const schemaLink = (name, field) => `#/schema/${name}${field ? `/${field}` : ''}`;
const typeLink = (ref) => {
  if (ref.kind === 'NON_NULL') return [typeLink(ref.ofType), h('span', { class: 't-punctuator' }, '!')];
  if (ref.kind === 'LIST') return [h('span', { class: 't-punctuator' }, '['), typeLink(ref.ofType), h('span', { class: 't-punctuator' }, ']')];
  return h('a', { href: schemaLink(ref.name), class: 'type-link' }, ref.name);
};

const deprecation = (part) => part.isDeprecated
  ? h('p', { class: 'deprecated' }, h('strong', {}, t('schema.deprecated')), ' ', part.deprecationReason ?? '')
  : null;
const described = (description) => (description ? prose(description) : h('p', { class: 'muted' }, t('schema.noDescription')));
const defaultNote = (value) => (value === null || value === undefined ? null : h('span', { class: 'default' }, t('schema.default', { value })));

function schemaField(type, field) {
  const rootIndex = schema.roots.indexOf(type.name);
  return h('li', { class: `member${field.isDeprecated ? ' is-deprecated' : ''}`, id: `member-${field.name}` },
    h('div', { class: 'member-head' },
      h('code', {}, h('a', { class: 'member-name', href: schemaLink(type.name, field.name) }, field.name), ': ', typeLink(field.type)),
      defaultNote(field.defaultValue),
      rootIndex >= 0 ? button(t('schema.try'), 'arrow', () => openInQuery(sampleOf(rootIndex, field)), { kind: 'small' }) : null),
    deprecation(field),
    described(field.description),
    field.args?.length ? h('div', { class: 'arguments' }, h('h4', {}, t('schema.arguments')), h('ul', {}, field.args.map((argument) =>
      h('li', {}, h('code', {}, h('span', { class: 't-argument' }, argument.name), ': ', typeLink(argument.type)), defaultNote(argument.defaultValue), deprecation(argument),
        argument.description ? prose(argument.description, 'prose small') : null)))) : null);
}

function schemaDetail(name) {
  const type = schema.types.get(name);
  if (!type) return h('p', { class: 'muted' }, t('schema.none', { text: name }));
  const names = (title, list) => (list?.length ? h('p', { class: 'relations' }, h('span', { class: 'muted' }, title), ' ', list.map((other) => [h('a', { href: schemaLink(other.name), class: 'type-link' }, other.name), ' '])) : null);
  const uses = usesOf(name);
  const section = (title, list, render) => (list?.length ? h('section', {}, h('h3', {}, title, ' ', h('small', {}, String(list.length))), h('ul', { class: 'members' }, list.map(render))) : null);
  return h('article', { class: 'type' },
    h('header', {}, h('h2', {}, type.name), h('span', { class: 'badge' }, t(`schema.kind.${type.kind}`)), type.isOneOf ? h('span', { class: 'badge' }, `@oneOf · ${t('schema.oneOf')}`) : null),
    described(type.description),
    type.specifiedByURL ? h('p', { class: 'relations' }, h('span', { class: 'muted' }, t('schema.specified')), ' ', h('code', {}, type.specifiedByURL)) : null,
    names(t('schema.implements'), type.interfaces),
    names(t('schema.possible'), type.possibleTypes),
    section(t('schema.fields'), type.fields, (field) => schemaField(type, field)),
    section(t('schema.inputFields'), type.inputFields, (field) => schemaField(type, field)),
    section(t('schema.values'), type.enumValues, (value) => h('li', { class: `member${value.isDeprecated ? ' is-deprecated' : ''}`, id: `member-${value.name}` },
      h('div', { class: 'member-head' }, h('code', { class: 't-enum' }, value.name)), deprecation(value), described(value.description))),
    uses.length ? h('section', {}, h('h3', {}, t('schema.usedBy'), ' ', h('small', {}, String(uses.length))), h('ul', { class: 'uses' }, uses.slice(0, 60).map((use) =>
      h('li', {}, h('a', { href: schemaLink(use.type, use.field) }, h('code', {}, `${use.type}.${use.field}${use.argument ? `(${use.argument})` : ''}`)))), uses.length > 60 ? h('li', { class: 'muted' }, '…') : null)) : null);
}

function mountSchema(root, [name, member] = []) {
  if (!schema.types) {
    if (schema.failure) {
      root.append(h('div', { class: 'empty' }, h('p', {}, t('schema.failed', { reason: schema.failure })), button(t('schema.retry'), 'again', () => { schema.failure = null; showView(); })));
      return undefined;
    }
    root.append(h('div', { class: 'empty' }, h('p', {}, t('schema.loading'))));
    schema.loading ??= loadSchema()
      .catch((error) => { schema.failure = error.message; })
      .finally(() => { schema.loading = null; if (view.id === 'schema') showView(); });
    return undefined;
  }
  const shown = name ?? schema.roots[0];
  const list = h('div', { class: 'schema-list' });
  const link = (to, field, text) => h('li', {}, h('a', { href: schemaLink(to, field), 'aria-current': to === shown && !field ? 'true' : null }, text));
  const fill = () => {
    if (schema.search.trim()) {
      const hits = searchSchema(schema.search);
      list.replaceChildren(hits.length ? h('ul', {}, hits.map((hit) => link(hit.type, hit.field, hit.text))) : h('p', { class: 'muted' }, t('schema.none', { text: schema.search })));
      return;
    }
    const kinds = ['OBJECT', 'INTERFACE', 'UNION', 'INPUT_OBJECT', 'ENUM', 'SCALAR'];
    const of = (kind) => [...schema.types.values()].filter((type) => type.kind === kind && !schema.roots.includes(type.name)).sort((one, other) => one.name.localeCompare(other.name));
    list.replaceChildren(
      h('h3', {}, t('schema.roots')), h('ul', {}, schema.roots.map((rootName) => link(rootName, null, rootName))),
      ...kinds.flatMap((kind) => {
        const types = of(kind);
        if (!types.length) return [];
        const group = h('details', { open: kind === 'OBJECT' || types.some((type) => type.name === shown) }, h('summary', {}, t(`schema.kind.${kind}`), ' ', h('small', {}, String(types.length))), h('ul', {}, types.map((type) => link(type.name, null, type.name))));
        return [group];
      }));
  };
  const search = h('input', { type: 'search', class: 'input', placeholder: t('schema.search'), 'aria-label': t('schema.search'), on: { input: () => { schema.search = search.value; fill(); } } });
  search.value = schema.search;
  fill();
  const detail = h('div', { class: 'schema-detail', tabindex: '-1' }, schemaDetail(shown));
  root.append(h('div', { class: 'schema' }, h('nav', { class: 'schema-nav', 'aria-label': t('view.schema') }, search, list), detail));
  reveal(list, list.querySelector('[aria-current]'));
  if (member) {
    const target = detail.querySelector(`#member-${CSS.escape(member)}`);
    target?.classList.add('found');
    target?.scrollIntoView({ block: 'center' });
  }
  return undefined;
}
