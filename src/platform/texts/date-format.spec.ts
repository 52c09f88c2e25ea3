import { dateFormat } from './date-format.js';

describe('a date for a reader', () => {
  const at = Date.UTC(2026, 0, 31, 23, 30);
  const written = (zone: string | undefined) => dateFormat('en-GB', zone, { dateStyle: 'long' }).format(at);

  it('is the day that it is where the reader lives', () => {
    expect([written('Asia/Tokyo'), written('America/Lima')]).toEqual(['1 February 2026', '31 January 2026']);
  });

  it('is that of UTC if the zone is not known', () => {
    expect([written(undefined), written('Nowhere/Else')]).toEqual(['31 January 2026', '31 January 2026']);
  });

  it('fails if it is not the zone that is wrong', () => {
    expect(() => dateFormat('en-GB', 'UTC', { dateStyle: 'none' as 'long' })).toThrow(RangeError);
  });
});
