// Runs every check of `checks/` against one `liaison demo` and says what each found; ends non-zero when one failed.
//
// A check is a module with `name` and `check({ url, tokens, schema, root, binary })`: it answers a list of failures, one
// line each, or throws. `node run.mjs NAME…` runs only these.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startServer } from './server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const binary = process.env.LIAISON_BINARY ?? join(root, 'target/debug/liaison');
const wanted = process.argv.slice(2);

const names = readdirSync(join(here, 'checks')).filter((file) => file.endsWith('.mjs')).sort();
const checks = await Promise.all(names.map((file) => import(join(here, 'checks', file))));
const { started, stop } = startServer(binary, 'demo');
let failed = 0;
try {
  const demo = await started;
  const schema = readFileSync(join(root, 'schema.graphql'), 'utf8');
  for (const { name, check } of checks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const began = performance.now();
    let failures;
    try {
      failures = await check({ ...demo, schema, root, binary });
    } catch (error) {
      failures = [error.stack ?? String(error)];
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`client ${name}: ${failures.length === 0 ? 'ok' : 'FAILED'} (${seconds} s)`);
    for (const failure of failures) console.log(`   ${failure}`);
    failed += failures.length;
  }
} finally {
  stop();
}
console.log(`clients: ${failed === 0 ? 'ok' : `${failed} failures`}`);
process.exitCode = failed === 0 ? 0 : 1;
