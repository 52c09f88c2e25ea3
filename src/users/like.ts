/** Patterns for LIKE with the escape character `!`. */

/** Texts in which this one is. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[!%_]/g, '!$&')}%`;
}

/** Stored roles, a JSON list, among which is this one. */
export function holding(role: string): string {
  return containing(JSON.stringify(role));
}
