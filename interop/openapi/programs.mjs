import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const HERE = fileURLToPath(new URL('.', import.meta.url));
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const LAST = 2000;

/** Whether a program is installed. */
export function has(program) {
  return spawnSync(program, ['--version']).error === undefined;
}

/** Runs a program to its end. @returns what it said @throws Error with the last of what it said, if it fails */
export function run(program, parameters, cwd, { env = {}, mayFail = false } = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 512 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0 && !mayFail) throw new Error(`${program} ${parameters[0]}: ${(stdout + stderr).slice(-LAST)}`);
  return stdout + stderr;
}

/** Of a package that is installed in this folder. */
export function versionOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}
