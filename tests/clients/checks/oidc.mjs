// A real issuer: `oidc-provider`, a certified OpenID Connect provider. A person signs in with it by the authorization code flow, as a
// frontend would, and calls with the ID token and with the access token; then the issuer's keys rotate, and the old one is withdrawn.

import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Provider } from 'oidc-provider';

import { startServer } from '../server.mjs';

export const name = 'oidc';

const NUMBER = 'MT0003';
const CLIENT = 'liaison';
const CALLBACK = 'https://frontend.example.com/callback';
// Longer than the server waits between two fetches of keys.
const PATIENCE_MS = 20_000;

function newKey(kid) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
}

/** A provider with these keys, of which the first signs; everybody who comes is `number`, and agrees. */
function provider(issuer, keys, number) {
  const resource = (_, indicator) => ({ scope: '', audience: indicator.slice('urn:'.length), accessTokenFormat: 'jwt' });
  const made = new Provider(issuer, {
    jwks: { keys },
    clients: [{
      client_id: CLIENT, redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'], response_types: ['code'],
    }],
    claims: { openid: ['sub', 'employee_number'] },
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, employee_number: number }) }),
    extraTokenClaims: () => ({ employee_number: number }),
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: { enabled: true, getResourceServerInfo: resource, useGrantedResource: () => true },
    },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    ttl: { AccessToken: 600, IdToken: 600, Grant: 600, Interaction: 600, Session: 600 },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  return made;
}

/** An issuer on a free port, whose keys can be changed. */
async function startIssuer(number) {
  let current;
  const server = createServer(async (request, response) => {
    if (request.url.startsWith('/interaction/')) {
      await current.interactionFinished(request, response, { login: { accountId: 'a9f2c' } });
    } else {
      current.callback()(request, response);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const useKeys = (...keys) => {
    current = provider(issuer, keys, number);
  };
  return { issuer, useKeys, stop: () => server.close(() => {}) && server.closeAllConnections() };
}

/** The tokens of somebody who signs in, the access token for this resource. */
async function signIn(issuer, resource) {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = new URLSearchParams({
    client_id: CLIENT, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid', resource, state: 's', nonce: 'n',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
  });
  const cookies = new Map();
  let at = `${issuer}/auth?${parameters}`;
  for (let step = 0; !at.startsWith(CALLBACK); step += 1) {
    const cookie = [...cookies].map(([key, value]) => `${key}=${value}`).join('; ');
    const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [key, value] = line.split(';')[0].split('=');
      cookies.set(key, value);
    }
    const next = response.headers.get('location');
    if (!next || step > 5) throw new Error(`signing in ends at ${at}: ${response.status} ${await response.text()}`);
    at = new URL(next, issuer).href;
  }
  const code = new URL(at).searchParams.get('code');
  if (!code) throw new Error(`nobody was signed in: ${at}`);
  const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: CLIENT, redirect_uri: CALLBACK, code, code_verifier: verifier, resource });
  const answer = await (await fetch(`${issuer}/token`, { method: 'POST', body })).json();
  if (!answer.id_token || !answer.access_token) throw new Error(`no tokens: ${JSON.stringify(answer)}`);
  return { id: answer.id_token, access: answer.access_token };
}

/** Who the server says holds this token, or the code of its refusal. */
async function who(url, token) {
  const response = await fetch(url, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ viewer { person { employeeNumber } } }' }),
  });
  const { data, errors } = await response.json();
  return data?.viewer.person.employeeNumber ?? errors[0].extensions.code;
}

/** The same, once it is what was expected, or after a while. */
async function eventually(url, token, expected) {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const said = await who(url, token);
    if (said === expected || performance.now() > until) return said;
    await new Promise((done) => setTimeout(done, 250));
  }
}

const keyOf = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).kid;

/** A company of one in a folder of its own, and a token that the server made for them. */
function found(binary, issuer) {
  const cwd = mkdtempSync(join(tmpdir(), 'liaison-oidc-'));
  const env = {
    LIAISON_JWT_KEY: 'key.pem', LIAISON_DATABASE_URL: 'sqlite:liaison.db',
    LIAISON_OIDC_ISSUER: issuer, LIAISON_OIDC_AUDIENCE: CLIENT, LIAISON_OIDC_CLAIM: 'employee_number',
  };
  const run = (...args) => execFileSync(binary, args, { cwd, env: { ...process.env, LIAISON_LOG: 'warn', ...env }, encoding: 'utf8' });
  writeFileSync(join(cwd, 'key.pem'), run('keygen'));
  writeFileSync(join(cwd, 'departments.csv'), 'code,name,parent,head,executive\nMT,市场部,,MT0003,MT0003\n');
  writeFileSync(join(cwd, 'people.csv'), `employee_number,name,position,department,roles\n${NUMBER},甲,,MT,\n`);
  run('import', '--departments', 'departments.csv', '--people', 'people.csv');
  return { cwd, env, token: run('token', '--person', NUMBER).trim() };
}

export async function check({ binary }) {
  const failures = [];
  const expect = (said, expected, what) => said === expected || failures.push(`${what}: ${said}, not ${expected}`);
  const provided = await startIssuer(NUMBER);
  const [first, second] = [newKey('first'), newKey('second')];
  provided.useKeys(first);
  const { cwd, env, token } = found(binary, provided.issuer);
  const server = startServer(binary, 'serve', { cwd, env });
  try {
    const { url } = await server.started;
    const old = await signIn(provided.issuer, `urn:${CLIENT}`);
    expect(keyOf(old.access), 'first', 'the key of the first token');
    expect(await eventually(url, old.id, NUMBER), NUMBER, 'an ID token');
    expect(await who(url, old.access), NUMBER, 'an access token');
    expect(await who(url, token), NUMBER, 'a token of the server');
    const elsewhere = await signIn(provided.issuer, 'urn:elsewhere');
    expect(await who(url, elsewhere.access), 'UNAUTHENTICATED', 'an access token for another API');
    expect(await who(url, `${old.id.slice(0, -8)}AAAAAAAA`), 'UNAUTHENTICATED', 'a changed signature');

    provided.useKeys(second, first);
    const young = await signIn(provided.issuer, `urn:${CLIENT}`);
    expect(keyOf(young.access), 'second', 'the key after the rotation');
    expect(await eventually(url, young.access, NUMBER), NUMBER, 'a token of the new key');
    expect(await who(url, old.access), NUMBER, 'a token of the old key, which is published still');

    provided.useKeys(newKey('third'), second);
    const last = await signIn(provided.issuer, `urn:${CLIENT}`);
    expect(await eventually(url, last.id, NUMBER), NUMBER, 'a token of the third key');
    expect(await who(url, young.access), NUMBER, 'a token of the second key');
    expect(await who(url, old.access), 'UNAUTHENTICATED', 'a token of the withdrawn key');
  } finally {
    server.stop();
    provided.stop();
    rmSync(cwd, { recursive: true, force: true });
  }
  return failures;
}
