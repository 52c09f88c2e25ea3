import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CONFIGURATION = '.dependency-cruiser.cjs';
const CRUISER = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
const TIMEOUT_MS = 120_000;

interface Rule {
  readonly name: string;
  readonly from: { readonly path?: string };
}

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

describe('layering', () => {
  it(
    'is kept: no room knows a room to its right, and no module imports in a circle',
    async () => {
      const folders = ['src', 'migrations', 'test', 'examples'];
      const options = ['--config', CONFIGURATION, '--output-type', 'json'];
      const cruise = promisify(execFile)(process.execPath, [CRUISER, ...folders, ...options], {
        cwd: ROOT,
        maxBuffer: 2 ** 27,
      });
      // It exits with how many violations there are, but prints them all the same.
      const { stdout } = await cruise.catch((error: { stdout: string }) => error);
      const { summary } = JSON.parse(stdout) as { summary: { violations: readonly Violation[]; totalCruised: number } };
      expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} imports ${to}`)).toEqual([]);
      expect(summary.totalCruised).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );

  it('has a place for every folder of src', () => {
    const { forbidden } = createRequire(import.meta.url)(ROOT + CONFIGURATION) as { forbidden: readonly Rule[] };
    const placed = new Set(forbidden.map(({ from }) => from.path));
    const folders = readdirSync(`${ROOT}src`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).filter((name) => !placed.has(`^src/${name}/`))).toEqual([]);
  });
});
