/** Does the work of a backslash, which PostgreSQL and SQLite read differently in a text. */
const ESCAPE = '!';

/** The SQL condition that a text matches a pattern made by {@link containing}. Both are expressions. */
export function like(text: string, pattern: string): string {
  return `${text} LIKE ${pattern} ESCAPE '${ESCAPE}'`;
}

/** The pattern of all texts that contain this one. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[!%_]/g, `${ESCAPE}$&`)}%`;
}
