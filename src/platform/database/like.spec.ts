import BetterSqlite3 from 'better-sqlite3';
import fc from 'fast-check';
import { containing, like } from './like.js';

describe('a pattern of texts that contain one', () => {
  const database = new BetterSqlite3(':memory:');
  const statement = database.prepare<[string, string], { found: number }>(`SELECT ${like('?', '?')} AS found`);
  const finds = (text: string, part: string) => statement.get(text, containing(part))?.found === 1;

  afterAll(() => database.close());

  it('finds the text itself, whatever signs are in it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '%', '_', '!', '\\', "'") });
    fc.assert(fc.property(text, text, (whole, part) => finds(whole, part) === whole.includes(part)));
  });
});
