// relay-compiler takes a paginated, refetchable fragment over the requests of the schema.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';

export const name = 'relay';

const requests = `
import { graphql } from 'relay-runtime';

export const fragment = graphql\`
  fragment Requests_query on Query
  @refetchable(queryName: "RequestsPageQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "Cursor" }) {
    requests(first: $first, after: $after) @connection(key: "Requests_requests") {
      edges { cursor node { id code title status } }
      pageInfo { hasNextPage endCursor }
    }
  }
\`;

export const query = graphql\`
  query RequestsQuery { ...Requests_query }
\`;
`;

export async function check({ schema }) {
  const compiler = createRequire(import.meta.url).resolve('relay-compiler/cli.js');
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  try {
    for (const inside of ['src', 'artifacts']) mkdirSync(join(folder, inside));
    writeFileSync(join(folder, 'schema.graphql'), schema);
    writeFileSync(join(folder, 'src/Requests.ts'), requests);
    const config = { src: './src', schema: './schema.graphql', language: 'typescript', eagerEsModules: true };
    writeFileSync(join(folder, 'relay.config.json'), JSON.stringify({ ...config, artifactDirectory: './artifacts' }));
    const run = spawnSync(process.execPath, [compiler, 'relay.config.json'], { cwd: folder, encoding: 'utf8' });
    if (run.status !== 0) return [`${run.stdout}${run.stderr}`.trim()];
    const artifact = readFileSync(join(folder, 'artifacts/RequestsPageQuery.graphql.ts'), 'utf8');
    return artifact.includes('"kind": "LinkedHandle"') ? [] : ['no connection handle in what was compiled'];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
