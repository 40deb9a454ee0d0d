// `graphql-sse` as a client, in both modes.

import { createClient } from 'graphql-sse';

import { subscription } from '../subscription.mjs';

export const name = 'sse';

async function all(client, query) {
  const results = [];
  for await (const result of client.iterate({ query })) results.push(result);
  return results;
}

export async function check({ url, tokens }) {
  const failures = [];
  const expect = (holds, what) => holds || failures.push(what);
  const query = await subscription(url);
  for (const singleConnection of [false, true]) {
    const mode = singleConnection ? 'single connection' : 'distinct connections';
    const client = createClient({
      url: `${url}/stream`,
      singleConnection,
      headers: { authorization: `Bearer ${Object.values(tokens)[0]}` },
      retryAttempts: 0,
    });
    const answers = await Promise.all(Array.from({ length: 10 }, () => all(client, '{ __typename }')));
    expect(
      answers.every((results) => results.length === 1 && results[0].data.__typename === 'Query'),
      `${mode}: { __typename } answered ${JSON.stringify(answers)}`,
    );

    // A refused document: an event of its own stream, a response of the request on a shared one.
    const outcome = await all(client, '{ thereIsNoSuchField }').catch((error) => error);
    const code = Array.isArray(outcome) ? outcome[0]?.errors?.[0]?.extensions?.code : undefined;
    expect(
      singleConnection ? !Array.isArray(outcome) : code === 'GRAPHQL_VALIDATION_FAILED',
      `${mode}: an invalid document came to ${JSON.stringify(outcome)}`,
    );

    const ended = Array.from({ length: 5 }, () =>
      new Promise((done) => {
        const stop = client.subscribe({ query }, {
          next: () => {},
          error: (error) => done(`${mode}: ${query} failed: ${error}`),
          complete: () => done(undefined),
        });
        setTimeout(stop, 50);
      }),
    );
    failures.push(...(await Promise.all(ended)).filter((failure) => failure !== undefined));
    client.dispose();
  }
  return failures;
}
