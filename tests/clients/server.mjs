// The binary as a server beside the checks.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Starts `demo` or `serve` on a free port; `started` has its address, and a demo's tokens, once it serves. */
export function startServer(binary, command, { env = {}, cwd } = {}) {
  const server = spawn(binary, [command, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'], cwd,
    env: { ...process.env, LIAISON_LOG: 'warn', ...env },
  });
  const started = new Promise((done, failed) => {
    const tokens = {};
    let url;
    let person;
    server.once('exit', (code) => failed(new Error(`the server ended with ${code} before it served`)));
    createInterface({ input: server.stdout }).on('line', (line) => {
      url ??= line.match(/\bhttp:\/\/\S+\/graphql\b/)?.[0];
      if (line.startsWith('eyJ')) tokens[person] = line;
      person = line.split(' ')[0];
      if (line.startsWith('Ready')) done({ url, tokens });
    });
  });
  const stop = () => {
    server.removeAllListeners('exit');
    server.kill('SIGTERM');
  };
  return { started, stop };
}
