import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './support/typescript.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Pages whose code stands for itself: each block is a whole file. */
const PAGES = ['README.md', 'packages/resource-server/README.md'];

/** The packages as they are published. */
const PATHS = {
  gatehouse: [join(ROOT, 'dist/index.d.ts')],
  '@gatehouse/resource-server': [join(ROOT, 'packages/resource-server/dist/resource-server/index.d.ts')],
};

const blocksOf = (page: string) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);

describe('the code in', () => {
  let folder: string;

  beforeAll(() => {
    // Inside the project, where the packages that it imports are found.
    mkdirSync(join(ROOT, 'data'), { recursive: true });
    folder = mkdtempSync(join(ROOT, 'data/code-in-docs-'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(PAGES)('%s compiles as strictly as TypeScript can', (page) => {
    const blocks = blocksOf(page);
    expect(blocks.length).toBeGreaterThan(0);
    const files = blocks.map((code, index) => {
      const name = `${page.replaceAll(/\W/g, '-')}-${index}.ts`;
      writeFileSync(join(folder, name), code);
      return name;
    });
    expect(compile(folder, files, { paths: PATHS })).toEqual([]);
  });
});
