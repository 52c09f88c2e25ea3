import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { CommandFailed } from '../../src/admin/terminal/output.js';
import { BootstrapService } from '../../src/operations/bootstrap/bootstrap.service.js';
import { documentReview } from '../../src/operations/bootstrap/bootstrap-schema.js';
import { BootstrapViolations } from '../../src/operations/bootstrap/bootstrap-violations.js';
import { csvReader } from '../../src/operations/import-export/csv-record.js';
import { openUserFile } from '../../src/operations/import-export/user-file.js';
import { outcome, text } from '../support/arbitrary.js';
import { newFolder } from '../support/program.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

describe('whatever a file has,', () => {
  const folder = newFolder();
  const path = join(folder, 'file');
  let server: TestApp;

  beforeAll(async () => {
    server = await createTestApp();
  });
  afterAll(() => server.close());

  const NAMES = [
    'resources',
    'roles',
    'clients',
    'users',
    'terms',
    'user_attributes',
    'identifier',
    'name',
    'scopes',
    'client_id',
    'client_secret',
    'redirect_uris',
    'grant_types',
    'jwks',
    'keys',
    'username',
    'password_hash',
    'attributes',
    'version',
    'contents',
    'claim_mappings',
    '__proto__',
    'constructor',
  ];
  const member = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        -1,
        1e300,
        '',
        'a',
        '\0',
        '\ud800',
        'https://a.example/cb',
        '$scrypt$ln=16,r=1,p=1$YWFhYQ$YWFhYWFhYWFhYWFhYWFhYWFh',
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 5 }),
    ),
  })).value;

  it('a bootstrap file is applied, or refused with its mistakes', async () => {
    const documents = fc.oneof(
      text,
      member.map((value) => JSON.stringify(value)),
      fc.dictionary(fc.constantFrom(...NAMES.slice(0, 6)), member).map((value) => JSON.stringify(value)),
    );
    const review = documentReview([]);
    await fc.assert(
      fc.asyncProperty(documents, async (document) => {
        writeFileSync(path, document);
        const verdict = await outcome(() => server.app.get(BootstrapService).apply(path));
        if (verdict !== 'accepted') expect(verdict).toBeInstanceOf(BootstrapViolations);
        if (verdict === 'accepted') expect(review(JSON.parse(document.replace(/^\uFEFF/, '')))).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  it('a file of users is read to its end, record by record', async () => {
    const cell = fc.oneof(
      fc.string({
        unit: fc.constantFrom('"', ',', ';', '\n', '\r', ' ', 'a', '\0', '\ud800', '\ufeff'),
        maxLength: 12,
      }),
      text,
    );
    const lines = fc.array(
      fc.oneof(
        cell,
        fc.array(cell, { maxLength: 4 }).map((cells) => cells.join(',')),
      ),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(lines, fc.constantFrom('csv' as const, 'ndjson' as const), async (rest, format) => {
        writeFileSync(path, ['username,name,email', ...rest].join('\n'));
        let records = 0;
        const reading = async () => {
          for await (const record of openUserFile(path, format).records) {
            records++;
            expect('user' in record || record.violation.detail !== '').toBe(true);
          }
        };
        const verdict = await outcome(reading);
        if (verdict !== 'accepted') expect(verdict).toBeInstanceOf(CommandFailed);
        expect(records).toBeLessThanOrEqual(rest.join('\n').split(/\r\n?|\n/).length + 1);
      }),
      { numRuns: 200 },
    );
  });

  it('a CSV record has the cells that were written', async () => {
    const read = await csvReader(',');
    const cell = fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', ' ', 'a', 'é', '\t'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), (cells) => {
        const record = cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(',');
        expect(read(record)).toEqual({ cells });
      }),
      { numRuns: 300 },
    );
  });
});
