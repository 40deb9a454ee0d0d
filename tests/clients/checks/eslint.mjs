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

// Rows to which no ID leads: parts of a record that are reached through it (decisions stand in minutes, versions in their routing
// rule), what a guest is shown of a record, the hits of a search, which name one, and roots, which stand in their chain.
const parts = ['AccessLogEntryEdge', 'DecisionEdge', 'GuestCommentEdge', 'GuestTaskEdge', 'RecordRootEdge', 'RoutingRuleVersionEdge', 'SearchHitEdge'];

/** The type that stands at this line of the schema. */
const typeAt = (schema, line) => schema.split('\n')[line - 1].match(/^type (\w+)/)?.[1];

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
  const ofPart = ({ line, ruleId }) => ruleId === '@graphql-eslint/relay-edge-types' && parts.includes(typeAt(schema, line));
  return results.flatMap(({ messages }) =>
    messages.filter((found) => !ofPart(found)).map(({ line, ruleId, message }) => `schema.graphql:${line} ${ruleId ?? ''} ${message}`),
  );
}
