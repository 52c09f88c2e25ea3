import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CommandFailed } from './output.js';

/** How a shell says that a program was interrupted. */
const INTERRUPTED = 130;

/**
 * Asks for a secret twice without showing it; if the input is no terminal, takes its first line.
 * Secrets are never arguments: other users of the machine can see those.
 * @throws CommandFailed if there is none
 */
export async function readSecret(name: string): Promise<string> {
  const secret = process.stdin.isTTY ? await askTwice(name) : ((await text(process.stdin)).split(/\r?\n/)[0] ?? '');
  if (secret === '')
    throw new CommandFailed(`no ${name}: type it at the prompt, or pass it as the first line of the standard input`);
  return secret;
}

async function askTwice(name: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: silent, terminal: true });
  prompt.on('SIGINT', () => process.exit(INTERRUPTED));
  const ask = async (question: string) => {
    process.stderr.write(question);
    const answer = await prompt.question('');
    process.stderr.write('\n');
    return answer;
  };
  try {
    const first = await ask(`${name}: `);
    if ((await ask(`${name} again: `)) !== first)
      throw new CommandFailed(`the two are not the same; nothing was changed`);
    return first;
  } finally {
    prompt.close();
  }
}
