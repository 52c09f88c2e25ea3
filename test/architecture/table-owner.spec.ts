import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { offencesIn, ownersIn, type SourceFile } from '../support/table-owners.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const FILES: readonly SourceFile[] = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .map((path) => join('src', path))
  .filter((path) => /\.tsx?$/.test(path) && !/\.spec\.tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
const OWNERS = ownersIn(FILES);

/** The offences of a file more. */
function offencesOf(path: string, text: string): readonly string[] {
  return offencesIn([{ path, text }], OWNERS);
}

describe('a table', () => {
  it('is named in SQL by repositories of its room alone, and changed by one of them', () => {
    expect(OWNERS.size).toBeGreaterThan(20);
    expect(offencesIn(FILES, OWNERS)).toEqual([]);
  });

  it.each([
    ['reads it', `statement('x', 'SELECT sid FROM sessions WHERE digest = $1')`],
    ['reads it in small letters', `statement('x', 'select sid from sessions where digest = $1')`],
    ['reads it in quotes, with its schema', `statement('x', 'SELECT sid FROM public."sessions"')`],
    ['changes it', `statement('x', 'UPDATE sessions SET clients = $1')`],
    ['inserts into it', `statement('x', 'INSERT INTO sessions (sid) VALUES ($1)')`],
    ['deletes from it', `statement('x', 'DELETE FROM sessions')`],
    ['purges it', `deleteExpired('x', 'sessions', 'expires_at')`],
    ['joins it', `statement('x', 'SELECT 1 FROM consents c LEFT JOIN sessions s ON s.user_id = c.user_id')`],
    ['lists it behind another', `statement('x', 'SELECT 1 FROM consents AS c, sessions s')`],
    [
      'names it in a sub-select',
      `statement(\`x\`, \`SELECT 1 WHERE EXISTS (SELECT 1 FROM sessions WHERE sid = $1\${lock})\`)`,
    ],
    [
      'puts it into a statement',
      `const open = (lock) => \`(SELECT 1 FROM sessions\${lock})\`; statement(\`x\`, \`SELECT \${open}\`)`,
    ],
    [
      'puts it into a statement on the spot',
      `statement(\`x\`, \`SELECT 1 WHERE \${\`EXISTS (SELECT 1 FROM sessions)\`}\`)`,
    ],
    ['has it in a statement for one database', `const X = { sqlite: statement('x', 'SELECT 1 FROM sessions') }`],
    ['has it in the second line', "statement('x', `SELECT 1\n   FROM\n     sessions`)"],
    ['adds it up', `statement('x', 'SELECT 1 ' + columns + ' FROM ' + 'sessions')`],
    ['asks the driver for it', `connection.prepare('SELECT sid FROM sessions').all()`],
  ])('of another room is noticed if a repository %s', (_, text) => {
    expect(offencesOf('src/consent/x.repository.ts', text)).toEqual([
      'src/consent/x.repository.ts names sessions of another room',
    ]);
  });

  it.each([
    ['a template', `statement(\`x\`, \`SELECT 1 FROM \${table}\`)`],
    ['a sum', `statement('x', 'DELETE FROM ' + table)`],
    ['a purge', `deleteExpired('x', table, 'expires_at')`],
  ])('is named where one can read it, not by a value in %s', (_, text) => {
    expect(offencesOf('src/consent/x.repository.ts', text)).toEqual([
      'src/consent/x.repository.ts names a table by a value',
    ]);
  });

  it('is named outside of a repository neither by its own room', () => {
    const text = `statement('x', 'DELETE FROM consents')`;
    expect(offencesOf('src/consent/x.service.ts', text)).toEqual([
      'src/consent/x.service.ts names consents outside of a repository',
    ]);
    expect(offencesOf('src/consent/x.doctor.ts', text)).toEqual([
      'src/consent/x.doctor.ts names consents outside of a repository',
    ]);
    expect(offencesOf('src/consent/x.doctor.ts', `statement('x', 'SELECT 1 FROM consents')`)).toEqual([]);
  });

  it('is changed by one repository', () => {
    const more = { path: 'src/consent/x.repository.ts', text: `statement('x', 'UPDATE consents SET scope = $1')` };
    expect(offencesIn([...FILES, more], OWNERS)).toContain(
      'src/consent/consents.repository.ts and src/consent/x.repository.ts change consents',
    );
  });

  it('is not reached by the entity of another room, but for a foreign key', () => {
    const text = `import { ClientEntity } from '../clients/client.entity.js';`;
    expect(offencesOf('src/consent/x.repository.ts', text)).toEqual([
      'src/consent/x.repository.ts imports src/clients/client.entity.ts of another room',
    ]);
    expect(offencesOf('src/consent/x.entity.ts', text)).toEqual([]);
    expect(offencesOf('src/consent/x.repository.ts', text.replace('import', 'import type'))).toEqual([]);
  });

  it('has its words in prose', () => {
    const text = `const text = 'Deletes the sessions of users; read more from clients, or update users one by one.';`;
    expect(offencesOf('src/consent/x.service.ts', text)).toEqual([]);
  });
});
