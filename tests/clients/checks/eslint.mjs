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
  return results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `schema.graphql:${line} ${ruleId ?? ''} ${message}`),
  );
}
