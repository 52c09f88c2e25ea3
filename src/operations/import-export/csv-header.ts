import { CommandFailed } from '../../admin/terminal/output.js';
import { declaredUserMistakes } from '../../users/declared-user.js';
import type { CsvRecord } from './csv-record.js';
import { userOfRow } from './csv-user.js';

/**
 * The names of the columns of a CSV file.
 * @throws CommandFailed with every mistake of the header, each once: a column that is wrong is wrong in every line
 */
export async function columnsOf(header: CsvRecord): Promise<readonly string[]> {
  if ('problem' in header) refuse([header.problem]);
  const columns = header.cells.map((name) => name.trim());
  const { userSchemaViolations } = await import('../bootstrap/bootstrap-schema.js');
  const misspelt = (column: string) => {
    const user = { username: 'x', ...userOfRow({ [column]: 'x' }) };
    const violations = [...userSchemaViolations(user), ...declaredUserMistakes(user, () => undefined, undefined)];
    return violations.find(({ detail }) => detail.endsWith('check its spelling'))?.detail;
  };
  const mistakes = [
    ...(columns.includes('username') ? [] : ['there is no column username; the first line must name the columns']),
    ...columns.flatMap((column, index) => {
      if (column === '') return [`column ${index + 1} has no name`];
      if (columns.indexOf(column) !== index) return [`there are two columns ${column}`];
      const problem = misspelt(column);
      return problem === undefined ? [] : [`column ${column} ${problem}`];
    }),
  ];
  if (mistakes.length > 0) refuse(mistakes);
  return columns;
}

function refuse(mistakes: readonly string[]): never {
  throw new CommandFailed(`line 1: ${mistakes.join('\nline 1: ')}\nnothing was imported`);
}
