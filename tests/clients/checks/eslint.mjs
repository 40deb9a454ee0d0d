// The schema by @graphql-eslint's own taste: schema-recommended and Relay, with the two exceptions that the API's
// conventions name, because their defaults forbid `nodes`, `userErrors`, `abilities` and every payload.

import { ESLint } from 'eslint';
import graphql from '@graphql-eslint/eslint-plugin';

export const name = 'eslint';

const exceptions = {
  '@graphql-eslint/relay-edge-types': [
    'error',
    { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
  ],
  '@graphql-eslint/strict-id-in-types': 'off',
};

// Findings that are known and still to be mended; each is printed at every run, and one that is gone has to go from here.
const known = [
  ['@graphql-eslint/no-unreachable-types', 'type ErrorCode'],
  ['@graphql-eslint/relay-edge-types', 'type EventEdge'],
  ['@graphql-eslint/relay-edge-types', 'type ProblemUpdateEdge'],
  ['@graphql-eslint/relay-edge-types', 'type ProgressUpdateEdge'],
];

// Which known finding this is, if it is one: the rule, and the type at or above its line.
function knownAs(lines, { line, ruleId, message }) {
  const above = lines.slice(0, line).reverse().find((text) => /^type /.test(text)) ?? '';
  return known.find(
    ([rule, what]) => rule === ruleId && (above.startsWith(what + ' ') || message.includes('`' + what.slice(5) + '`')),
  );
}

export async function check({ schema, root }) {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.graphql'],
        languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema } } },
        plugins: { '@graphql-eslint': graphql },
        rules: {
          ...graphql.configs['flat/schema-recommended'].rules,
          ...graphql.configs['flat/schema-relay'].rules,
          ...exceptions,
        },
      },
    ],
  });
  const results = await eslint.lintText(schema, { filePath: 'schema.graphql' });
  const lines = schema.split('\n');
  const seen = new Set();
  const found = results.flatMap(({ messages }) =>
    messages.flatMap((message) => {
      const place = knownAs(lines, message);
      const text = `schema.graphql:${message.line} ${message.ruleId ?? ''} ${message.message}`;
      if (!place) return [text];
      seen.add(place);
      console.log(`eslint, still to be mended: ${text}`);
      return [];
    }),
  );
  const gone = known.filter((place) => !seen.has(place));
  return [...found, ...gone.map(([rule, what]) => `${rule} no longer finds ${what}: take it from the list`)];
}
