import { mergeMembers } from './server-metadata.js';

describe('members of the server metadata', () => {
  it('come from every room', () => {
    expect(mergeMembers([{ one: 1 }, {}, { other: false }])).toEqual({ one: 1, other: false });
  });

  it('do not start if two rooms give the same one', () => {
    expect(() => mergeMembers([{ issuer: 'a' }, { issuer: 'a' }])).toThrow('two rooms give the metadata member issuer');
  });

  it('are lists of all rooms for claims', () => {
    const parts = [{ claims_supported: ['sub'] }, { claims_supported: ['tier'] }];
    expect(mergeMembers(parts)).toEqual({ claims_supported: ['sub', 'tier'] });
  });
});
