import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { document, filesIn, missingFiles, missingProofs, proofsIn, rowsUnder } from '../support/proofs.js';

const E2E = fileURLToPath(new URL('../e2e', import.meta.url));

const DOCUMENT = document('docs/conformance.md');

/** The cells of every row of the tables of requirements: the identifier is first. */
const ROWS = rowsUnder(DOCUMENT, 'Id');

describe('docs/conformance.md', () => {
  it.each(ROWS)('names files and tests that exist: %s %s %s', (_id, _what, _demand, sources = '', tests = '') => {
    expect(filesIn(sources).length * proofsIn(tests).length).toBeGreaterThan(0);
    expect(missingFiles(sources)).toEqual([]);
    expect(missingProofs(tests)).toEqual([]);
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
    const specifications = readdirSync(E2E).filter((name) => /^(rfc|oidc-).*\.spec\.ts$/.test(name));
    expect(specifications.filter((name) => !DOCUMENT.includes(`test/e2e/${name}`))).toEqual([]);
  });
});
