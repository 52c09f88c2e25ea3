import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** How the applications of Nest users are compiled, as strictly as TypeScript can. */
const OPTIONS = {
  target: 'ES2023',
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
  types: ['node'],
} as const;

/**
 * Compiles files of TypeScript.
 * @param folder where the files are, and where packages are looked for from
 * @param paths what else stands for packages, as in `tsconfig.json`
 * @returns the errors, none if all is well; with `emit`, the JavaScript is beside the files
 */
export function compile(
  folder: string,
  files: readonly string[],
  { paths = {}, emit = false }: { paths?: Readonly<Record<string, readonly string[]>>; emit?: boolean } = {},
): readonly string[] {
  const configuration = join(mkdtempSync(join(folder, 'tsconfig-')), 'tsconfig.json');
  const compilerOptions = { ...OPTIONS, paths, noEmit: !emit, ...(emit ? { outDir: folder, rootDir: folder } : {}) };
  writeFileSync(configuration, JSON.stringify({ compilerOptions, files: files.map((file) => join(folder, file)) }));
  const { stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', configuration], {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout.split('\n').filter((line) => line.includes('error TS'));
}
