import { type ParseError, parse } from 'jsonc-parser';

/**
 * Where a text stops being JSON, for people: the beginning of what is wrong, counted from 1.
 * @returns undefined if the text is JSON, or so deep that the parser that counts positions cannot follow
 */
export function jsonErrorPosition(text: string): { readonly line: number; readonly column: number } | undefined {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const [first] = errors;
  if (!first) return undefined;
  const lines = text.slice(0, first.offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
