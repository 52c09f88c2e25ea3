import { type Statement, statement } from './database.js';

/**
 * Several statements as one, for PostgreSQL, which runs those of a WITH clause whether or not anything reads them.
 * Its parameters are those of the first, then those of the second, and so on.
 */
export function joinedStatement(statements: readonly Statement[]): Statement {
  let before = 0;
  const texts = statements.map(({ text }) => {
    const numbers = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
    const renumbered = text.replace(/\$(\d+)/g, (_, number) => `$${Number(number) + before}`);
    before += Math.max(0, ...numbers);
    return renumbered;
  });
  const last = texts.pop() ?? '';
  const clauses = texts.map((text, index) => `piece_${index + 1} AS (${text})`);
  const name = statements.map((each) => each.name).join('+');
  return statement(name, clauses.length === 0 ? last : `WITH ${clauses.join(', ')} ${last}`);
}
