import { Peers } from '../platform/peers.js';
import { AddedClaims } from './added-claims.service.js';
import type { Approval } from './approval.js';
import { TOKEN_CLAIMS, type TokenClaims } from './token-claims.js';

const added = (...rooms: TokenClaims[]) => new AddedClaims(Peers.of(TOKEN_CLAIMS, rooms));

describe('claims that rooms add to tokens', () => {
  it('are put together', () => {
    const claims = added(
      { names: ['a'], accessToken: () => ({ a: 1 }) },
      { names: ['b'], accessToken: () => ({ b: 2 }), idToken: () => ({ b: 3 }) },
      { names: ['c'], accessToken: () => undefined },
    );
    expect(claims.accessToken({} as Approval)).toEqual({ a: 1, b: 2 });
    expect(claims.userinfo({} as never)).toBeUndefined();
  });

  it.each(['sub', 'scope', 'roles', 'nonce'])('stop the start if the server itself sets one: %s', (name) => {
    expect(() => added({ names: [name] }).onModuleInit()).toThrow(`the claim ${name} is set by the server itself`);
  });

  it('stop the start if two rooms add the same', () => {
    expect(() => added({ names: ['a'] }, { names: ['a'] })).toThrow('claims of tokens');
  });

  it('may be those that extensions of OAuth define', () => {
    expect(() => added({ names: ['cnf', 'act', 'org_id'] }).onModuleInit()).not.toThrow();
  });
});
