import type { Extensions } from '../../src/app.module.js';
import { runCli } from '../../src/cli/run-cli.js';
import type { Outcome } from './program.js';

/** Runs commands in this process, which is faster than in one of their own: what they print and the exit code. */
export class CommandLine {
  constructor(
    private readonly environment: Readonly<Record<string, string>>,
    private readonly extensions: Extensions = {},
  ) {}

  async run(...words: readonly string[]): Promise<Outcome> {
    const before = { env: process.env, log: console.log, error: console.error };
    const printed = { stdout: '', stderr: '' };
    process.env = { ...this.environment };
    console.log = (text: string) => {
      printed.stdout += `${text}\n`;
    };
    console.error = (text: string) => {
      printed.stderr += `${text}\n`;
    };
    try {
      return { code: await runCli(words, this.extensions), ...printed };
    } finally {
      process.env = before.env;
      Object.assign(console, { log: before.log, error: before.error });
    }
  }

  /** What a command prints as JSON. @throws Error where it fails */
  async json(...words: readonly string[]) {
    const { code, stdout, stderr } = await this.run(...words, '--json');
    if (code !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
    return JSON.parse(stdout);
  }

  /** The exit code, and what it says of it. */
  async failure(...words: readonly string[]): Promise<readonly [number | null, string]> {
    const { code, stderr } = await this.run(...words);
    return [code, stderr.trim()];
  }
}

/** The types of the events that the audit log has of commands. */
export async function typesByCommands(gatehouse: CommandLine): Promise<ReadonlySet<string>> {
  const events: readonly { actor?: string; type: string }[] = await gatehouse.json('audit', 'list', '--limit', '1000');
  return new Set(events.filter(({ actor }) => actor?.startsWith('os:')).map(({ type }) => type));
}
