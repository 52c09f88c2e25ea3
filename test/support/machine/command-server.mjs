// Runs commands of the built program for a test, one after the other, without starting a process for each.
// It listens at $HERE/commands; command.mjs asks it.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

const [root] = process.argv.slice(2);
await import(join(root, 'node_modules/reflect-metadata/Reflect.js'));
const { runCli } = await import(join(root, 'dist/cli/run-cli.js'));
let last = Promise.resolve();

/** What a process of its own would print and end with. */
async function run({ words, environment, settings, folder }) {
  const { env } = process;
  const { log, error } = console;
  const printed = { stdout: '', stderr: '' };
  console.log = (line) => {
    printed.stdout += `${line}\n`;
  };
  console.error = (line) => {
    printed.stderr += `${line}\n`;
  };
  process.env = { ...parseEnv(readFileSync(settings, 'utf8')), ...environment };
  process.chdir(folder);
  try {
    return { code: await runCli(words), ...printed };
  } finally {
    process.env = env;
    Object.assign(console, { log, error });
  }
}

createServer({ allowHalfOpen: true }, (socket) => {
  let asked = '';
  socket.on('data', (chunk) => {
    asked += chunk;
  });
  socket.on('end', () => {
    last = last.then(async () => socket.end(JSON.stringify(await run(JSON.parse(asked)))));
  });
}).listen(`${process.env.HERE}/commands`, () => process.stdout.write('ready\n'));
