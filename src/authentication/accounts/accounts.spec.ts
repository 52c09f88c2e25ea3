import type { Session } from '../sessions/session.js';
import { only, pickAccount, preferably } from './accounts.js';

const account = (id: string, email?: string) =>
  ({ sid: id, user: { id, username: id, claims: email === undefined ? {} : { email } } }) as Session;
const alice = account('alice', 'family@example.com');
const bob = account('bob', 'family@example.com');
const carol = account('carol');

describe('which account of a browser something is about', () => {
  it('is the active one if no one is named', () => {
    expect(pickAccount([alice, bob], alice, undefined)).toBe(alice);
    expect(pickAccount([alice, bob], undefined, undefined)).toBeUndefined();
  });

  it('is the one that is named, wherever it stands', () => {
    expect(pickAccount([alice, bob, carol], alice, only('carol'))).toBe(carol);
    expect(pickAccount([alice, bob, carol], alice, preferably('bob'))).toBe(bob);
    expect(pickAccount([bob, carol], undefined, preferably('bob'))).toBe(bob);
  });

  it('is no one if only one would do that is not signed in to', () => {
    expect(pickAccount([alice, bob], alice, only('carol'))).toBeUndefined();
  });

  it('is the active one if a wish cannot be met', () => {
    expect(pickAccount([alice, bob], alice, preferably('dave'))).toBe(alice);
    expect(pickAccount([alice, bob], undefined, preferably('dave'))).toBeUndefined();
  });

  it('is for the person to say if several have the name', () => {
    expect(pickAccount([carol, alice, bob], carol, preferably('Family@example.com'))).toBeUndefined();
  });
});
