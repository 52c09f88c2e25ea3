import fc from 'fast-check';
import { jsonErrorPosition } from './json-position.js';

describe('where a text stops being JSON', () => {
  it.each([
    ['{"a": [}]}', 1, 8],
    ['{\n  "a": 1,\n  "b": x\n}', 3, 8],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{\n  "a": 1,\n}', 3, 1],
    ['{"a": 1}}', 1, 9],
    ["{'a': 1}", 1, 2],
    ['{"a": "\n"}', 1, 8],
    ['// comment\n{}', 1, 1],
    ['{"a": [1, 2', 1, 12],
    ['', 1, 1],
  ])('is found in %j', (text, line, column) => expect(jsonErrorPosition(text)).toEqual({ line, column }));

  it('is behind everything that was cut off', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, cut) => {
        const text = json.slice(0, cut % json.length);
        expect(jsonErrorPosition(text)).toEqual({ line: 1, column: text.length + 1 });
      }),
    );
  });
});
