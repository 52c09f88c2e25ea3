import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { newAuthorizationId, RefreshTokens } from './refresh-token.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');

const tokens = new RefreshTokens(randomBytes(32));

describe('identifiers of authorizations', () => {
  it('are all different, and those of one moment are neighbours', () => {
    const ids = Array.from({ length: 1000 }, (_, index) => newAuthorizationId(NOW + index));
    expect(new Set([...ids, newAuthorizationId(NOW), newAuthorizationId(NOW)]).size).toBe(1002);
    expect(new Set(ids.map((id) => id.slice(0, 5))).size).toBe(1);
    for (const id of ids) expect(tokens.read(tokens.first(id).text)?.authorizationId).toBe(id);
  });
});

describe('refresh tokens', () => {
  it('are read back with their authorization and generation', () => {
    const authorizationId = newAuthorizationId(NOW);
    const third = tokens.advance(tokens.first(authorizationId), 2);
    expect(tokens.read(third.text)).toMatchObject({ authorizationId, generation: 2, text: third.text });
  });

  it('always have the same successor, so that a retry gets the same answer', () => {
    const first = tokens.first(newAuthorizationId(NOW));
    const read = tokens.read(first.text);
    expect(read && tokens.successor(read).text).toBe(tokens.successor(first).text);
  });

  it('have successors that no one can tell without the key', () => {
    const first = tokens.first(newAuthorizationId(NOW));
    expect(new RefreshTokens(randomBytes(32)).successor(first).text).not.toBe(tokens.successor(first).text);
  });

  it('are not read if they are anything but what was issued', () => {
    const { text } = tokens.first(newAuthorizationId(NOW));
    expect(new RefreshTokens(randomBytes(32)).read(text)).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'ABCabc019-_'), (at, character) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        if (changed !== text) expect(tokens.read(changed)).toBeUndefined();
      }),
    );
    fc.assert(fc.property(fc.string(), (garbage) => expect(tokens.read(garbage)).toBeUndefined()));
    expect(tokens.read(`${text}=`)).toBeUndefined();
  });
});
