/**
 * One field of a page's form or query string; empty if it was left out, repeated or no text.
 * Pages ask again instead of refusing, so nothing is thrown.
 */
export function formField(source: unknown, name: string): string {
  const value = (source as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return typeof value === 'string' && !value.includes('\0') ? value : '';
}
