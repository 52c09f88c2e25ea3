import { AccessDenied, ConsentRequired, LoginRequired } from '../oauth/oauth-error.js';
import type { ParkedRequest } from '../requests/parked-request.js';
import type { AuthorizationRequest, Prompt } from './authorization-request.js';
import { decide, type Facts } from './interaction.js';

const NOW = 1_000_000;

function request(overrides: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  const nothing = { maxAge: undefined, nonce: undefined, expectedUserId: undefined, codeChallenge: undefined };
  return { scope: ['openid'], resources: [], prompt: [], ...nothing, ...overrides };
}

function facts(overrides: Partial<Facts> = {}): Facts {
  const session = { userId: 'alice', authenticatedAt: NOW - 60_000 };
  return {
    now: NOW,
    firstParty: false,
    session,
    anyAccount: true,
    parked: undefined,
    scope: ['openid'],
    consented: ['openid'],
    ...overrides,
  };
}

function parked(overrides: Partial<ParkedRequest> = {}): ParkedRequest {
  const nothing = { accountSelectedAt: null, decision: null, decidedBy: null };
  return { clientId: 'app', createdAt: NOW - 5_000, ...nothing, ...overrides } as ParkedRequest;
}

const prompt = (...prompts: Prompt[]) => request({ prompt: prompts });

describe('what happens next with an authorization request', () => {
  it('goes on at once for a signed-in user who has consented', () => {
    expect(decide(request(), facts())).toBe('go');
  });

  it('asks to sign in where nobody is signed in', () => {
    expect(decide(request(), facts({ session: undefined }))).toBe('login');
    expect(decide(prompt('none'), facts({ session: undefined }))).toBeInstanceOf(LoginRequired);
  });

  it('asks to sign in again with prompt=login, once', () => {
    expect(decide(prompt('login'), facts())).toBe('login');
    expect(decide(prompt('login'), facts({ parked: parked() }))).toBe('login');
    const signedIn = facts({ parked: parked(), session: { userId: 'alice', authenticatedAt: NOW - 1_000 } });
    expect(decide(prompt('login'), signedIn)).toBe('go');
  });

  it('asks to sign in again where the login is older than max_age, even 0, once', () => {
    expect(decide(request({ maxAge: 60 }), facts())).toBe('go');
    expect(decide(request({ maxAge: 59 }), facts())).toBe('login');
    expect(decide(request({ maxAge: 59, prompt: ['none'] }), facts())).toBeInstanceOf(LoginRequired);
    const signedIn = facts({ parked: parked(), session: { userId: 'alice', authenticatedAt: NOW - 1_000 } });
    expect(decide(request({ maxAge: 0 }), signedIn)).toBe('go');
  });

  it('lets choose the account with prompt=select_account, once', () => {
    expect(decide(prompt('select_account'), facts())).toBe('select-account');
    expect(decide(prompt('select_account'), facts({ parked: parked({ accountSelectedAt: NOW }) }))).toBe('go');
    expect(decide(prompt('select_account'), facts({ session: undefined }))).toBe('login');
  });

  it('answers about nobody but the expected user', () => {
    expect(decide(request({ expectedUserId: 'alice' }), facts())).toBe('go');
    expect(decide(request({ expectedUserId: 'bob' }), facts())).toBe('login');
    expect(decide(request({ expectedUserId: 'bob', prompt: ['none'] }), facts())).toBeInstanceOf(LoginRequired);
    const signedIn = facts({ parked: parked(), session: { userId: 'alice', authenticatedAt: NOW - 1_000 } });
    expect(decide(request({ expectedUserId: 'bob' }), signedIn)).toBeInstanceOf(LoginRequired);
  });

  it('denies a request of which the user may have nothing', () => {
    expect(decide(request(), facts({ scope: [] }))).toBeInstanceOf(AccessDenied);
    expect(decide(request(), facts({ scope: [], firstParty: true }))).toBeInstanceOf(AccessDenied);
  });

  it('asks for consent to anything not yet allowed', () => {
    expect(decide(request(), facts({ consented: [] }))).toBe('consent');
    expect(decide(prompt('none'), facts({ consented: [] }))).toBeInstanceOf(ConsentRequired);
    expect(decide(request(), facts({ scope: ['openid', 'email'] }))).toBe('consent');
  });

  it('asks a first-party client for no consent, except with prompt=consent', () => {
    expect(decide(request(), facts({ consented: [], firstParty: true }))).toBe('go');
    expect(decide(prompt('consent'), facts({ consented: [], firstParty: true }))).toBe('consent');
  });

  it('asks again with prompt=consent, once', () => {
    expect(decide(prompt('consent'), facts())).toBe('consent');
    expect(decide(prompt('consent'), facts({ parked: parked({ decision: 'allow', decidedBy: 'alice' }) }))).toBe('go');
  });

  it('takes a denial for an answer', () => {
    const denied = parked({ decision: 'deny', decidedBy: 'alice' });
    expect(decide(request(), facts({ consented: [], parked: denied }))).toBeInstanceOf(AccessDenied);
  });

  it('ignores a decision that somebody else made', () => {
    expect(decide(request(), facts({ consented: [], parked: parked({ decision: 'deny', decidedBy: 'bob' }) }))).toBe(
      'consent',
    );
    expect(decide(prompt('consent'), facts({ parked: parked({ decision: 'allow', decidedBy: 'bob' }) }))).toBe(
      'consent',
    );
  });

  it('does not take an allowance of less for an allowance of more', () => {
    const allowed = parked({ decision: 'allow', decidedBy: 'alice' });
    expect(decide(request(), facts({ scope: ['openid', 'email'], parked: allowed }))).toBe('consent');
  });

  it('never shows a page with prompt=none', () => {
    for (const session of [undefined, facts().session]) {
      for (const consented of [[], ['openid']]) {
        expect(['login', 'consent', 'select-account']).not.toContain(
          decide(prompt('none'), facts({ session, consented })),
        );
      }
    }
  });
});
