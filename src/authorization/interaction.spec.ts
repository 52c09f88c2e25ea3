import type { Session } from '../authentication/sessions/session.js';
import type { AuthorizationRequest, Prompt } from '../authorization-requests/authorization-request.js';
import type { ParkedRequest } from '../authorization-requests/parked-request.js';
import {
  AccessDenied,
  AccountSelectionRequired,
  ConsentRequired,
  LoginRequired,
  UnmetAuthenticationRequirements,
} from '../oauth/oauth-error.js';
import { Parameters } from '../oauth/parameters.js';
import { accountPreferenceOf, decide } from './interaction.js';
import { alice, facts, NOW, parked, request } from './interaction.spec-support.js';

const prompt = (...prompts: Prompt[]) => request({ prompt: prompts });

describe('what happens next with an authorization request', () => {
  it('goes on at once for a signed-in user who has consented', () => {
    expect(decide(request(), facts())).toBe('go');
  });

  it('asks to sign in if no one is signed in', () => {
    const nobody = facts({ session: undefined, anyAccount: false });
    expect(decide(request(), nobody)).toBe('login');
    expect(decide(prompt('none'), nobody)).toBeInstanceOf(LoginRequired);
  });

  it('asks to sign in again with prompt=login, once', () => {
    expect(decide(prompt('login'), facts())).toBe('login');
    expect(decide(prompt('login'), facts({ parked: parked() }))).toBe('login');
    const signedIn = facts({ parked: parked(), session: alice(NOW - 1_000) });
    expect(decide(prompt('login'), signedIn)).toBe('go');
  });

  it('asks to sign in again if the login is older than max_age, even 0, once', () => {
    expect(decide(request({ maxAge: 60 }), facts())).toBe('go');
    expect(decide(request({ maxAge: 59 }), facts())).toBe('login');
    expect(decide(request({ maxAge: 59, prompt: ['none'] }), facts())).toBeInstanceOf(LoginRequired);
    const signedIn = facts({ parked: parked(), session: alice(NOW - 1_000) });
    expect(decide(request({ maxAge: 0 }), signedIn)).toBe('go');
  });

  it('lets choose the account with prompt=select_account, once', () => {
    expect(decide(prompt('select_account'), facts())).toBe('select-account');
    expect(decide(prompt('select_account'), facts({ parked: parked({ accountSelectedAt: NOW }) }))).toBe('go');
    expect(decide(prompt('select_account'), facts({ session: undefined, anyAccount: false }))).toBe('login');
  });

  it('lets choose the account if it is not clear which is meant', () => {
    const several = facts({ session: undefined });
    expect(decide(request(), several)).toBe('select-account');
    expect(decide(prompt('none'), several)).toBeInstanceOf(AccountSelectionRequired);
    expect(decide(prompt('login'), several)).toBe('login');
  });

  it('asks to sign in if the account that was picked is signed in to no more', () => {
    const gone = parked({ userId: 'alice', accountSelectedAt: NOW - 1 });
    expect(decide(request(), facts({ session: undefined, parked: gone }))).toBe('login');
    expect(decide(request(), facts({ session: undefined, parked: parked({ userId: 'alice' }) }))).toBe('login');
  });

  it.each([
    ['id_token_hint', (subject: string) => ({ hintedSubject: subject })],
    ['the claims parameter', (subject: string) => ({ claimedSubjects: ['sub of carol', subject] })],
  ])('answers about no one but the one that %s expects', (_, expecting) => {
    expect(decide(request(expecting('sub of alice')), facts())).toBe('go');
    expect(decide(request(expecting('sub of bob')), facts())).toBe('login');
    expect(decide(request({ ...expecting('sub of bob'), prompt: ['none'] }), facts())).toBeInstanceOf(LoginRequired);
    const signedIn = facts({ parked: parked(), session: alice(NOW - 1_000) });
    expect(decide(request(expecting('sub of bob')), signedIn)).toBeInstanceOf(LoginRequired);
    expect(decide(request(expecting('sub of alice')), signedIn)).toBe('go');
    const chosen = facts({ parked: parked({ userId: 'alice', accountSelectedAt: NOW - 1 }) });
    expect(decide(request(expecting('sub of bob')), chosen)).toBeInstanceOf(LoginRequired);
    const others = facts({ session: undefined });
    expect(decide(request(expecting('sub of bob')), others)).toBe('login');
    expect(decide(request({ ...expecting('sub of bob'), prompt: ['none'] }), others)).toBeInstanceOf(LoginRequired);
  });

  it('answers about no one if id_token_hint and the claims parameter expect different people', () => {
    const contradictory = request({ hintedSubject: 'sub of alice', claimedSubjects: ['sub of bob'] });
    expect(decide(contradictory, facts())).toBe('login');
    expect(decide(request({ claimedSubjects: [] }), facts())).toBe('login');
  });

  it('has more proven in the session if what was proven is not enough', () => {
    for (const by of ['demand', 'policy', 'wish'] as const) {
      const lacking = { strength: { kind: 'verify', level: 'phr', by } } as const;
      expect(decide(request(), facts(lacking))).toBe('step-up');
      // Also if the person has just signed in: perhaps in another tab, and not for this.
      expect(decide(request(), facts({ ...lacking, parked: parked(), session: alice(NOW - 1_000) }))).toBe('step-up');
      const silent = decide(prompt('none'), facts(lacking));
      if (by === 'wish') expect(silent).toBe('go');
      else expect(silent).toBeInstanceOf(LoginRequired);
    }
  });

  it('has the person sign in again first if the session is too old, or something is set up in it', () => {
    const lacking = { strength: { kind: 'verify', level: 'phr', by: 'demand' } } as const;
    expect(decide(request({ maxAge: 30 }), facts(lacking))).toBe('login');
    expect(decide(request({ maxAge: 90 }), facts(lacking))).toBe('step-up');
    const without = { strength: { kind: 'enrol', level: 'phr' } } as const;
    expect(decide(request(), facts(without))).toBe('login');
    expect(decide(request(), facts({ ...without, isRecent: true }))).toBe('step-up');
    expect(decide(prompt('none'), facts({ ...without, isRecent: true }))).toBeInstanceOf(LoginRequired);
  });

  it('asks to sign in again for what this session cannot reach, once', () => {
    const lacking = { strength: { kind: 'impossible', level: 'phr' } } as const;
    expect(decide(request(), facts(lacking))).toBe('login');
    expect(decide(prompt('none'), facts(lacking))).toBeInstanceOf(LoginRequired);
    const signedIn = facts({ ...lacking, parked: parked(), session: alice(NOW - 1_000) });
    expect(decide(request(), signedIn)).toBeInstanceOf(UnmetAuthenticationRequirements);
  });

  it('asks for consent to what claims asked for by name belong to', () => {
    expect(decide(request(), facts({ askedScope: ['openid', 'email'] }))).toBe('consent');
    expect(decide(request(), facts({ askedScope: ['openid', 'email'], firstParty: true }))).toBe('go');
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

describe('whom an authorization request is about', () => {
  const account = (id: string, username = id, email?: string) =>
    ({ user: { id, username, claims: email === undefined ? {} : { email } } }) as Session;
  const about = (asked: Partial<AuthorizationRequest>, loginHint = '', waiting?: ParkedRequest) =>
    accountPreferenceOf(
      request(asked),
      { parameters: Parameters.from({ login_hint: loginHint }), parked: waiting },
      ({ user }) => `sub of ${user.id}`,
    );

  it('is not said if there is no hint', () => {
    expect(about({})).toBeUndefined();
    expect(about({}, '', parked())).toBeUndefined();
  });

  it('is no one but the user of the id_token_hint, whatever the login_hint', () => {
    const hinted = about({ hintedSubject: 'sub of bob' }, 'alice');
    expect([hinted?.only, hinted?.isMeant(account('bob')), hinted?.isMeant(account('alice'))]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is one of those that the claims parameter names', () => {
    const named = about({ claimedSubjects: ['sub of bob', 'sub of carol'] });
    expect(['bob', 'carol', 'alice'].map((id) => named?.isMeant(account(id)))).toEqual([true, true, false]);
    const contradictory = about({ claimedSubjects: ['sub of bob'], hintedSubject: 'sub of carol' });
    expect(['bob', 'carol', 'alice'].map((id) => contradictory?.isMeant(account(id)))).toEqual([false, false, false]);
  });

  it('is rather who the login_hint names, by username or email address', () => {
    for (const hint of ['alice', ' Alice', 'ALICE@example.com']) {
      const hinted = about({}, hint);
      expect([hinted?.only, hinted?.isMeant(account('1', 'alice', 'Alice@Example.com'))]).toEqual([false, true]);
      expect(hinted?.isMeant(account('2', 'alice2'))).toBe(false);
    }
  });

  it('is no one but who was picked on our pages, whatever the hints', () => {
    const picked = about({ hintedSubject: 'sub of bob' }, 'bob', parked({ userId: 'alice' }));
    expect([picked?.only, picked?.isMeant(account('alice')), picked?.isMeant(account('bob'))]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
