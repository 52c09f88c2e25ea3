import { isNewVisit, sessionEnd } from './session.js';

const lifetimes = { session: 100, sessionIdle: 10 };

describe('a session', () => {
  it('ends after idling', () => expect(sessionEnd(0, 5_000, lifetimes)).toBe(15_000));
  it('ends after its absolute lifetime, however late it was used', () =>
    expect(sessionEnd(0, 95_000, lifetimes)).toBe(100_000));
  it('counts a visit once a minute', () => {
    expect(isNewVisit(0, 59_999)).toBe(false);
    expect(isNewVisit(0, 60_000)).toBe(true);
  });
});
