import { InvalidArgumentError } from 'commander';
import { instant, line, wholeNumber } from './arguments.js';

const NOW = Date.parse('2026-11-29T14:30:00Z');
/** The beginning of the day so many days before, where this test runs. */
const day = (before: number) => {
  const date = new Date(NOW);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - before).getTime();
};

describe('a time on the command line', () => {
  it.each([
    ['2026-11-22T16:00:00Z', Date.parse('2026-11-22T16:00:00Z')],
    ['2026-11-22t16:00:00+01:00', Date.parse('2026-11-22T15:00:00Z')],
    ['2026-11-28', new Date(2026, 10, 28).getTime()],
    ['today', day(0)],
    ['Yesterday', day(1)],
    ['2 hours ago', NOW - 7_200_000],
    ['1 minute ago', NOW - 60_000],
    ['3 days ago', new Date(NOW).setDate(new Date(NOW).getDate() - 3)],
    ['1 week ago', new Date(NOW).setDate(new Date(NOW).getDate() - 7)],
  ])('may be %s', (text, expected) => expect(instant(text, NOW)).toBe(expected));

  it.each(['tomorrow', '2026-02-30', '2026-13-01', '22.11.2026', 'ago', '2 fortnights ago', ''])(
    'is never %j',
    (text) => expect(() => instant(text, NOW)).toThrow(/must be a time/),
  );
});

describe('a whole number on the command line', () => {
  const read = wholeNumber({ least: 2, most: 10 });

  it.each(['2', '10', '007'])('may be %s', (text) => expect(read(text)).toBe(Number(text)));

  it.each(['1', '11', '2.5', '-3', '1e1', '0x3', '', ' 3'])('is never %j', (text) => {
    expect(() => read(text)).toThrow('must be a whole number from 2 to 10.');
  });
});

describe('a text on the command line', () => {
  it('has a longest length, and no line breaks', () => {
    expect(line(5)('for A')).toBe('for A');
    for (const text of ['longer', 'a\nb', '']) expect(() => line(5)(text)).toThrow(InvalidArgumentError);
  });
});
