import { createInterface } from 'node:readline/promises';
import { CommandFailed } from './output.js';

export interface ConfirmOptions {
  readonly yes?: boolean;
}

/**
 * Asks before something that cannot be undone.
 * @throws CommandFailed unless a person says yes, or `--yes` did
 */
export async function confirm(question: string, { yes = false }: ConfirmOptions): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) throw new CommandFailed('no one can be asked; add --yes');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`${question} [y/N] `);
  prompt.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandFailed('nothing was changed');
}
