import { inWords } from './duration.js';

describe('a time in words', () => {
  it('is exact', () => {
    expect([0, 1, 2, 59, 60, 61, 64, 120, 512, 900].map((seconds) => inWords(seconds, 'en-GB'))).toEqual([
      '0 seconds',
      '1 second',
      '2 seconds',
      '59 seconds',
      '1 minute',
      '1 minute and 1 second',
      '1 minute and 4 seconds',
      '2 minutes',
      '8 minutes and 32 seconds',
      '15 minutes',
    ]);
  });
});
