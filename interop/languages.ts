import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language, Program } from './program.js';
import { ROOT } from './running.js';

/** How programs of one language are installed, started and asked for their version. */
interface Ways {
  /** What must answer for a program of this language to run. */
  readonly tool: readonly string[];
  readonly folder: (file: string) => string;
  /** What has to be done again if the file changed. */
  readonly lock: string;
  readonly install: (file: string, versionOf: string) => readonly (readonly string[])[];
  readonly command: (file: string, folder: string) => readonly string[];
  readonly version: (program: Program, folder: string) => string;
}

const at = (...path: readonly string[]) => join(ROOT, 'interop', ...path);

/** Prints the version of the package named next, empty if it is not installed. */
const PACKAGE_VERSION = ['dpkg-query', '--show', '--showformat', '$' + '{Version}'];

const WAYS: Readonly<Record<Language, Ways>> = {
  node: {
    tool: ['node', '--version'],
    folder: () => at('node'),
    lock: 'package-lock.json',
    install: () => [['npm', 'ci', '--no-fund', '--no-audit']],
    command: (file) => [process.execPath, existsSync(at('node', file)) ? `${file}/app.mjs` : `${file}.mjs`],
    version: ({ versionOf }, folder) =>
      (JSON.parse(readFileSync(join(folder, 'node_modules', versionOf, 'package.json'), 'utf8')) as { version: string })
        .version,
  },
  python: {
    tool: ['python3', '--version'],
    folder: (file) => at('python', file),
    lock: 'requirements.txt',
    install: () => [
      ['python3', '-m', 'venv', '.venv'],
      ['.venv/bin/pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', 'requirements.txt'],
    ],
    command: () => ['.venv/bin/python', 'app.py'],
    version: ({ versionOf }, folder) =>
      output(
        ['.venv/bin/python', '-c', `from importlib.metadata import version; print(version("${versionOf}"))`],
        folder,
      ),
  },
  go: {
    tool: ['go', 'version'],
    folder: () => at('go'),
    lock: 'go.sum',
    install: (file, versionOf) => [
      ['go', 'build', '-o', `bin/${file}`, existsSync(at('go', file)) ? `./${file}` : versionOf],
    ],
    command: (file) => [`bin/${file}`],
    version: ({ versionOf }, folder) => output(['go', 'list', '-m', '-f', '{{.Version}}', versionOf], folder),
  },
  java: {
    tool: ['mvn', '--version'],
    folder: (file) => at('java', file),
    lock: 'pom.xml',
    install: () => [['mvn', '--quiet', '--batch-mode', 'package']],
    command: (file) => ['java', '-jar', `target/${file}.jar`],
    version: ({ versionOf }, folder) =>
      new RegExp(`<${versionOf}>([^<]+)</${versionOf}>`).exec(readFileSync(join(folder, 'pom.xml'), 'utf8'))?.[1] ??
      '?',
  },
  debian: {
    tool: ['dpkg-query', '--version'],
    folder: () => at('debian'),
    lock: '',
    install: () => [],
    command: () => [],
    version: ({ versionOf }) => output([...PACKAGE_VERSION, versionOf], ROOT),
  },
};

/** A program that is ready to be started. */
export interface Installed {
  readonly folder: string;
  readonly command: readonly string[];
  readonly version: string;
}

/** Installs what the program needs, at its first run. @returns why it cannot run here, if it cannot */
export function prepare(program: Program, say: (what: string) => void): Installed | string {
  const [language, file] = program.name.split('/') as [Language, string];
  const ways = WAYS[language];
  const [tool = '', ...values] = ways.tool;
  if (spawnSync(tool, values, { stdio: 'ignore' }).status !== 0) return `${tool} is not installed`;
  const folder = ways.folder(file);
  if (language === 'debian') {
    const [query = '', ...rest] = PACKAGE_VERSION;
    const { status, stdout } = spawnSync(query, [...rest, program.versionOf], { encoding: 'utf8' });
    if (status !== 0 || stdout === '') return `apt-get install ${program.versionOf}`;
  }
  install(ways, ways.install(file, program.versionOf), folder, say);
  return { folder, command: ways.command(file, folder), version: ways.version(program, folder) };
}

function install(
  ways: Ways,
  commands: readonly (readonly string[])[],
  folder: string,
  say: (what: string) => void,
): void {
  if (!commands.length) return;
  // Go and Maven know by themselves what is up to date; for the others a stamp says what was installed.
  const stamp = join(folder, ways.lock === 'requirements.txt' ? '.venv' : 'node_modules', '.installed');
  const isStamped = ['package-lock.json', 'requirements.txt'].includes(ways.lock);
  if (isStamped && existsSync(stamp) && statSync(stamp).mtimeMs > statSync(join(folder, ways.lock)).mtimeMs) return;
  for (const command of commands) {
    say(command.slice(0, 3).join(' '));
    const [tool = '', ...values] = command;
    const { status, stdout, stderr } = spawnSync(tool, values, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command.join(' ')} failed: ${(stdout + stderr).slice(-3000)}`);
  }
  if (isStamped) writeFileSync(stamp, '');
}

function output([tool = '', ...values]: readonly string[], cwd: string): string {
  return execFileSync(tool, values, { cwd, encoding: 'utf8' }).trim();
}
