import fc from 'fast-check';
import { jsonErrorPosition } from './json-position.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('where a text stops being JSON', () => {
  it.each([
    ['{"a": [}]}', 1, 8],
    ['{\n  "a": 1,\n  "b": x\n}', 3, 8],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{\n  "a": 1,\n}', 3, 1],
    ['{"a": 1}}', 1, 9],
    ["{'a': 1}", 1, 2],
    ['{"a": "\n"}', 1, 7],
    ['{"a": "\\x"}', 1, 7],
    ['{"a": 1.}', 1, 7],
    ['// comment\n{}', 1, 1],
    ['{"a": [1, 2', 1, 12],
    ['', 1, 1],
  ])('is found in %j', (text, line, column) => expect(jsonErrorPosition(text)).toEqual({ line, column }));

  it('is where the last token begins, or after it, in a text that was cut off', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, cut) => {
        const list = `[${json}]`;
        const text = list.slice(0, cut % list.length);
        const { line, column } = jsonErrorPosition(text) ?? { line: 0, column: 0 };
        const rest = text.slice(column - 1);
        expect(line).toBe(1);
        expect(rest).toMatch(/^(?:"(?:[^"\\]|\\.)*\\?|[\w.+-]*)$/s);
      }),
    );
  });

  it('is said of every text that is no JSON, and of no other', () => {
    const wrong = fc.constantFrom(
      '',
      ',',
      '}',
      ']',
      ':',
      '"',
      '\\',
      'x',
      '0',
      '-',
      '.',
      'e',
      '\n',
      '\t',
      '\u0001',
      '\u00a0',
      '/',
    );
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.nat(3), wrong, (json, at, length, inserted) => {
        const index = at % (json.length + 1);
        const text = json.slice(0, index) + inserted + json.slice(index + length);
        return isJson(text) === (jsonErrorPosition(text) === undefined);
      }),
      { numRuns: 2_000 },
    );
  });
});
