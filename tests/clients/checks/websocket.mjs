// `graphql-ws` as a client: queries, errors, subscriptions begun and ended, credentials that do not hold.

import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { subscription } from '../subscription.mjs';

export const name = 'websocket';

/** All results of an operation; throws what ends it. */
async function all(client, query) {
  const results = [];
  for await (const result of client.iterate({ query })) results.push(result);
  return results;
}

async function caught(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return undefined;
}

export async function check({ url, tokens }) {
  const failures = [];
  const expect = (holds, what) => holds || failures.push(what);
  const open = (authorization) =>
    createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: authorization && { authorization },
      retryAttempts: 0,
    });

  const client = open(`Bearer ${Object.values(tokens)[0]}`);
  const [typename] = await all(client, '{ __typename }');
  expect(typename?.data?.__typename === 'Query', `{ __typename } answered ${JSON.stringify(typename)}`);
  const refused = await caught(all(client, '{ thereIsNoSuchField }'));
  expect(
    Array.isArray(refused) && refused[0].extensions.code === 'GRAPHQL_VALIDATION_FAILED',
    `an invalid document threw ${JSON.stringify(refused)}`,
  );

  // Many streams on one socket, ended by the client; the socket and their places are free again.
  const query = await subscription(url);
  for (let round = 0; round < 5; round += 1) {
    const ended = Array.from({ length: 20 }, () =>
      new Promise((done) => {
        const stop = client.subscribe({ query }, {
          next: () => {},
          error: (error) => done(`${query} failed: ${JSON.stringify(error)}`),
          complete: () => done(undefined),
        });
        setTimeout(stop, 20);
      }),
    );
    failures.push(...(await Promise.all(ended)).filter((failure) => failure !== undefined));
  }
  expect((await all(client, '{ __typename }')).length === 1, 'the socket no longer answers');
  await client.dispose();

  const stranger = open(undefined);
  const error = await caught(all(stranger, `subscription ${query.replace(/^subscription\s*/, '')}`));
  expect(
    Array.isArray(error) && error[0].extensions.code === 'UNAUTHENTICATED',
    `a stranger's subscription threw ${JSON.stringify(error)}`,
  );
  await stranger.dispose();

  const closed = await caught(all(open('Bearer nonsense'), '{ __typename }'));
  expect(closed?.code === 4403, `bad credentials were closed with ${closed?.code ?? JSON.stringify(closed)}`);
  return failures;
}
