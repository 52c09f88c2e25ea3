import type { AuthorizationRequest, Prompt } from '../authorization-requests/authorization-request.js';
import { SATISFIED } from '../factors/policy/second-factor-step.js';
import { OAuthError } from '../oauth/oauth-error.js';
import { decide, type Facts } from './interaction.js';
import { alice, facts, NOW, parked, request } from './interaction.spec-support.js';

/** OIDC Core §3.1.2.1: the pages that a person sees, one after the other, until the client is answered, and with what. */
const JOURNEYS: readonly (readonly [
  prompt: string,
  maxAge: number | undefined,
  journeys: Readonly<Record<string, string>>,
])[] = [
  [
    '',
    undefined,
    { nobody: 'login', alice: '', newcomer: 'consent', several: 'select-account', weak: 'step-up consent' },
  ],
  [
    'login',
    undefined,
    { nobody: 'login', alice: 'login', newcomer: 'login consent', several: 'login', weak: 'login consent' },
  ],
  [
    'consent',
    undefined,
    { nobody: 'login consent', alice: 'consent', newcomer: 'consent', several: 'select-account consent' },
  ],
  [
    'select_account',
    undefined,
    { nobody: 'login', alice: 'select-account', newcomer: 'select-account consent', several: 'select-account' },
  ],
  [
    'login consent',
    undefined,
    { nobody: 'login consent', alice: 'login consent', newcomer: 'login consent', several: 'login consent' },
  ],
  [
    'login select_account',
    undefined,
    {
      nobody: 'login',
      alice: 'select-account login',
      newcomer: 'select-account login consent',
      several: 'select-account login',
    },
  ],
  [
    'consent select_account',
    undefined,
    {
      weak: 'select-account step-up consent',
      nobody: 'login consent',
      alice: 'select-account consent',
      newcomer: 'select-account consent',
      several: 'select-account consent',
    },
  ],
  [
    'login consent select_account',
    undefined,
    {
      nobody: 'login consent',
      alice: 'select-account login consent',
      newcomer: 'select-account login consent',
      several: 'select-account login consent',
    },
  ],
  [
    'none',
    undefined,
    {
      nobody: 'login_required',
      alice: '',
      newcomer: 'consent_required',
      several: 'account_selection_required',
      weak: 'login_required',
    },
  ],
  [
    '',
    0,
    {
      nobody: 'login',
      alice: 'login',
      newcomer: 'login consent',
      several: 'select-account login',
      weak: 'login consent',
    },
  ],
  ['', 600, { nobody: 'login', alice: '', newcomer: 'consent', several: 'select-account' }],
  [
    'consent',
    59,
    {
      nobody: 'login consent',
      alice: 'login consent',
      newcomer: 'login consent',
      several: 'select-account login consent',
    },
  ],
  [
    'select_account',
    0,
    {
      nobody: 'login',
      alice: 'select-account login',
      newcomer: 'select-account login consent',
      several: 'select-account login',
    },
  ],
  ['create', undefined, { nobody: 'register', alice: 'register', newcomer: 'register consent', several: 'register' }],
  [
    'none',
    60,
    { nobody: 'login_required', alice: '', newcomer: 'consent_required', several: 'account_selection_required' },
  ],
  [
    'none',
    59,
    {
      nobody: 'login_required',
      alice: 'login_required',
      newcomer: 'login_required',
      several: 'account_selection_required',
    },
  ],
];

/** Who comes: no one who is signed in; alice, who signed in a minute ago and has consented; one who has not; several, none active; one who has to prove more. */
const PEOPLE: Readonly<Record<string, Partial<Facts>>> = {
  nobody: { session: undefined, anyAccount: false },
  alice: {},
  newcomer: { consented: [] },
  several: { session: undefined },
  weak: { consented: [], strength: { kind: 'verify', level: 'phr', by: 'demand' } },
};

describe.each(JOURNEYS)('prompt=%s with max_age=%s', (prompts, maxAge, journeys) => {
  const asked = request({ prompt: prompts.split(' ').filter((each) => each !== '') as Prompt[], maxAge });

  it.each(Object.entries(journeys))('leads %s by way of: %s', (who, pages) => {
    expect(journey(asked, facts(PEOPLE[who]))).toBe(pages);
  });

  it('is answered without a page if it comes back from all of them', () => {
    const done = parked({ userId: 'alice', accountSelectedAt: NOW - 1, decision: 'allow', decidedBy: 'alice' });
    expect(decide(asked, facts({ parked: done, session: alice(NOW - 1_000) }))).toBe('go');
  });
});

/** Does on each page what a person does there who wants to go on as alice. */
function journey(asked: AuthorizationRequest, start: Facts): string {
  const seen: string[] = [];
  let state = start;
  for (let step = 1; seen.length < 5; step += 1) {
    const next = decide(asked, state);
    if (next === 'go') break;
    seen.push(next instanceof OAuthError ? next.code : next);
    if (next instanceof OAuthError) break;
    state = { ...afterwards(next, state), now: NOW + step * 10_000 };
  }
  return seen.join(' ');
}

function afterwards(page: 'login' | 'register' | 'select-account' | 'step-up' | 'consent', before: Facts): Facts {
  const waiting = before.parked ?? parked({ createdAt: NOW });
  if (page === 'login' || page === 'register' || page === 'step-up') {
    const session = alice(before.now + 5_000);
    return { ...before, anyAccount: true, session, strength: SATISFIED, parked: { ...waiting, userId: 'alice' } };
  }
  if (page === 'consent') {
    return { ...before, consented: before.scope, parked: { ...waiting, decision: 'allow', decidedBy: 'alice' } };
  }
  return {
    ...before,
    session: alice(NOW - 60_000),
    parked: { ...waiting, userId: 'alice', accountSelectedAt: before.now },
  };
}
