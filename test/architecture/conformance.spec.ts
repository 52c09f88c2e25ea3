import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const DOCUMENT = readFileSync(at('docs/conformance.md'), 'utf8');

/** The cells of every row of the tables of requirements: the identifier is first. */
const ROWS = [...DOCUMENT.matchAll(/^\| Id .*\n.*\n((?:\|.*\n)+)/gm)]
  .flatMap(([, rows = '']) => rows.trimEnd().split('\n'))
  .map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );

describe('docs/conformance.md', () => {
  it.each(ROWS)('names files and tests that exist: %s %s %s', (_id, _what, _demand, sources = '', tests = '') => {
    const files = [...sources.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
    const proofs = tests.split('<br>').map((proof) => /^`([^`]+)` › (.+)$/.exec(proof)?.slice(1) ?? [proof, '']);
    expect(files.length * proofs.length).toBeGreaterThan(0);
    expect(files.filter((path) => !/^src\/.*\.tsx?$/.test(path) || !existsSync(at(path)))).toEqual([]);
    expect(proofs.filter(([path = '', title = '']) => !hasTest(path, title))).toEqual([]);
  });

  it('gives each requirement an identifier of its own', () => {
    const identifiers = ROWS.map(([id = '']) => id);
    expect(identifiers.length).toBeGreaterThan(100);
    expect(
      identifiers.filter((id, index) => !/^`[A-Z0-9-]+-\d+`$/.test(id) || identifiers.indexOf(id) !== index),
    ).toEqual([]);
  });

  it('has no table of requirements without identifiers', () => {
    expect(DOCUMENT).not.toMatch(/^\| (Module|Section) /m);
  });

  it('leaves out no test of a specification', () => {
    const specifications = readdirSync(at('test/e2e')).filter((name) => /^(rfc|oidc-).*\.spec\.ts$/.test(name));
    expect(specifications.filter((name) => !DOCUMENT.includes(`test/e2e/${name}`))).toEqual([]);
  });

  /** Whether the file has a test of this title, written as in its source. */
  function hasTest(path: string, title: string): boolean {
    if (!/\.spec\.tsx?$/.test(path) || !existsSync(at(path))) return false;
    return [`'${title}'`, `\`${title}\``, `"${title}"`].some((quoted) =>
      readFileSync(at(path), 'utf8').includes(quoted),
    );
  }
});
