import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language, Program } from './program.js';
import { ROOT } from './running.js';

/** How programs of one language are installed, started and asked for their version. */
interface Ways {
  /** What must answer for a program of this language to run. */
  readonly tool: readonly string[];
  readonly folder: (file: string) => string;
  /** The file that says what was installed, and what it was installed from; no file where the tool itself knows. */
  readonly stamp: string;
  readonly sources: readonly string[];
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
    stamp: 'node_modules/.installed',
    sources: ['package-lock.json'],
    install: () => [['npm', 'ci', '--no-fund', '--no-audit']],
    command: (file) => [process.execPath, existsSync(at('node', file)) ? `${file}/app.mjs` : `${file}.mjs`],
    version: ({ versionOf }, folder) =>
      (JSON.parse(readFileSync(join(folder, 'node_modules', versionOf, 'package.json'), 'utf8')) as { version: string })
        .version,
  },
  python: {
    tool: ['python3', '--version'],
    folder: (file) => at('python', file),
    stamp: '.venv/.installed',
    sources: ['requirements.txt'],
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
    stamp: '',
    sources: [],
    install: (file, versionOf) => [
      ['go', 'build', '-o', `bin/${file}`, existsSync(at('go', file)) ? `./${file}` : versionOf],
    ],
    command: (file) => [`bin/${file}`],
    version: ({ versionOf }, folder) => output(['go', 'list', '-m', '-f', '{{.Version}}', versionOf], folder),
  },
  java: {
    tool: ['mvn', '--version'],
    folder: (file) => at('java', file),
    stamp: 'target/.installed',
    sources: ['pom.xml', 'src'],
    install: () => [['mvn', '--quiet', '--batch-mode', 'package']],
    command: (file) => ['java', '-jar', `target/${file}.jar`],
    version: ({ versionOf }, folder) =>
      new RegExp(`<${versionOf}>([^<]+)</${versionOf}>`).exec(readFileSync(join(folder, 'pom.xml'), 'utf8'))?.[1] ??
      '?',
  },
  debian: {
    tool: ['dpkg-query', '--version'],
    folder: () => at('debian'),
    stamp: '',
    sources: [],
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
  const stamp = join(folder, ways.stamp);
  if (ways.stamp !== '' && existsSync(stamp) && ways.sources.every((path) => isOlder(join(folder, path), stamp)))
    return;
  for (const command of commands) {
    say(command.slice(0, 3).join(' '));
    const [tool = '', ...values] = command;
    const { status, stdout, stderr } = spawnSync(tool, values, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command.join(' ')} failed: ${(stdout + stderr).slice(-3000)}`);
  }
  if (ways.stamp !== '') writeFileSync(stamp, '');
}

/** Whether all of the file or folder is older than the other file. */
function isOlder(path: string, other: string): boolean {
  const inFolder = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  const latest = statSync(other).mtimeMs;
  return [path, ...inFolder.map((name) => join(path, name))].every((each) => statSync(each).mtimeMs <= latest);
}

function output([tool = '', ...values]: readonly string[], cwd: string): string {
  return execFileSync(tool, values, { cwd, encoding: 'utf8' }).trim();
}
