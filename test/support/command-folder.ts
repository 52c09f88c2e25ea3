import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandLine } from './command-line.js';
import { newFolder } from './program.js';
import { newDatabaseUrl, type TestDialect } from './test-database.js';

/** A folder and an empty database for commands. */
export interface CommandFolder {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly gatehouse: CommandLine;
  /** Writes a file into the folder, and returns its path. */
  file(name: string, text: string): string;
  remove(): void;
}

export async function newCommandFolder(dialect: TestDialect = 'sqlite'): Promise<CommandFolder> {
  const folder = newFolder();
  const url = dialect === 'sqlite' ? `sqlite:${join(folder, 'db.sqlite')}` : await newDatabaseUrl(dialect);
  const environment = { CWD: folder, ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef', DATABASE_URL: url };
  return {
    folder,
    environment,
    gatehouse: new CommandLine(environment),
    file: (name, text) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
