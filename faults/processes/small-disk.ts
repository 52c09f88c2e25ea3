import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER } from './folder.js';

const MIB = 2 ** 20;

/** A disk that a fault may fill: a tmpfs of its own, which only root can mount. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** @returns a sentence if this machine does not let it be mounted */
  static mount(name: string, mebibytes: number): SmallDisk | string {
    const folder = join(FOLDER, name);
    mkdirSync(folder, { recursive: true });
    for (const each of [FOLDER, folder]) chmodSync(each, 0o755);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=755`, 'tmpfs', folder], { stdio: 'pipe' });
    } catch (error) {
      return `a small disk cannot be mounted here (run it as root): ${(error as Error).message.split('\n')[1] ?? ''}`;
    }
    const disk = new SmallDisk(folder);
    process.once('exit', () => disk.unmount());
    return disk;
  }

  /** Leaves no room on it. */
  fill(): void {
    for (const size of [MIB, 4096, 1]) {
      const piece = Buffer.alloc(size);
      try {
        for (;;) appendFileSync(this.ballast, piece);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  }

  clear(): void {
    rmSync(this.ballast, { force: true });
  }

  /** Whatever still has a file open there. */
  unmount(): void {
    try {
      execFileSync('umount', ['-l', this.folder], { stdio: 'pipe' });
    } catch {
      // It was unmounted before.
    }
  }

  private get ballast(): string {
    return join(this.folder, 'ballast');
  }
}
