// A demo of its own for a run, or for a check that needs other settings.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Starts a demo on a free port with these further arguments and settings; `started` has its address and tokens once it serves. */
export function startDemo(binary, { args = [], env = {} } = {}) {
  const server = spawn(binary, ['demo', '--listen', '127.0.0.1:0', ...args], { stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LIAISON_LOG: 'warn', ...env },
  });
  const started = new Promise((done, failed) => {
    const tokens = {};
    let url;
    let person;
    server.once('exit', (code) => failed(new Error(`the demo ended with ${code} before it served`)));
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
