import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything that a run writes, gone at its end. */
export const FOLDER = mkdtempSync(join(tmpdir(), 'gatehouse-faults-'));
process.once('exit', () => rmSync(FOLDER, { recursive: true, force: true }));
