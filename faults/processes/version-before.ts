import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../bench/program.js';
import { FOLDER } from './folder.js';

const run = promisify(execFile);

/** The version before, built in a folder of its own. */
export interface VersionBefore {
  readonly commit: string;
  readonly folder: string;
}

/** Builds the newest commit that lacks the newest migration. @returns a sentence if it cannot be built here */
export async function buildVersionBefore(): Promise<VersionBefore | string> {
  const folder = join(FOLDER, 'before');
  mkdirSync(folder);
  try {
    const last = await git('log', '-1', '--first-parent', '--format=%H', '--', 'migrations/index.ts');
    const commit = await git('rev-parse', `${last}^1`);
    await run('sh', ['-c', `git archive ${commit} | tar -x -C ${folder}`], { cwd: ROOT });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    await run('npm', ['run', 'build', '--silent'], { cwd: folder, maxBuffer: 10_000_000 });
    return { commit, folder };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return `the version before cannot be built: ${(error as Error).message.slice(0, 300)}`;
  }
}

async function git(...words: string[]): Promise<string> {
  return (await run('git', words, { cwd: ROOT })).stdout.trim();
}
