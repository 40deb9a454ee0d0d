// The console speaks of the schema as it is: every document of the page and of the guided walk is valid, and prettifying
// changes what a document looks like, never what it says.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildSchema, parse, print, validate } from 'graphql';

export const name = 'console';

// What the files of the page declare, without a browser around them.
function declared(root, names) {
  const source = ['graphql', 'feed', 'query', 'schema'].map((file) => readFileSync(join(root, `crates/gateway/src/console/${file}.js`), 'utf8'));
  return new Function(`${source.join('\n')}\nreturn { ${names.join(', ')} };`)();
}

export async function check({ url, schema, root }) {
  const failures = [];
  const page = await fetch(new URL('/', url));
  if (page.status !== 200 || !page.headers.get('content-security-policy')?.includes("script-src 'sha256-")) {
    failures.push(`the page answers ${page.status} with ${page.headers.get('content-security-policy')}`);
  }
  const { Printer, WATCH, PAST, FIRST_DOCUMENT, INTROSPECTION } = declared(root, ['Printer', 'WATCH', 'PAST', 'FIRST_DOCUMENT', 'INTROSPECTION']);
  const walk = JSON.parse(readFileSync(join(root, 'crates/gateway/src/demo/walkthrough.json'), 'utf8'));
  const documents = { WATCH, PAST, FIRST_DOCUMENT, INTROSPECTION, ...Object.fromEntries(walk.steps.map(({ id, document }) => [id, document.join('\n')])) };
  const built = buildSchema(schema);
  for (const [id, text] of Object.entries(documents)) {
    const document = parse(text);
    failures.push(...validate(built, document).map(({ message }) => `${id}: ${message}`));
    const pretty = new Printer(text).print();
    if (print(parse(pretty)) !== print(document)) failures.push(`${id}: prettifying changes what it says`);
    if (new Printer(pretty).print() !== pretty) failures.push(`${id}: prettifying twice differs from once`);
  }
  return failures;
}
