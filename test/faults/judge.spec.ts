import { Asker } from '../../faults/asking.js';
import { Judge } from '../../faults/judge/judge.js';
import { Tally } from '../../faults/judge/tally.js';
import { type Authorization, Ledger } from '../../faults/load/ledger.js';

const TOKENS = { access_token: 'an access token', refresh_token: 'a refresh token' };

/** A server that has forgotten everything, or accepts everything. */
function serverThat(accepts: boolean): Asker {
  return new Asker('http://localhost:1', async (url) => {
    const { pathname } = new URL(url);
    if (pathname === '/oauth2/token')
      return accepts ? Response.json(TOKENS) : Response.json({ error: 'invalid_grant' }, { status: 400 });
    if (pathname === '/oauth2/introspect') return Response.json({ active: accepts });
    const outcome = accepts ? 'code=a-code' : 'error=login_required';
    return new Response(null, { status: 302, headers: { location: `https://rp.example/cb?${outcome}` } });
  });
}

async function judged(accepts: boolean, state: Partial<Authorization>): Promise<readonly number[]> {
  const ledger = new Ledger();
  const session = { person: 'alice', cookie: 'a-cookie', ended: state.codeVoid ?? 'no' };
  ledger.sessions.push(session);
  ledger.consents.set('alice', 'yes');
  ledger.authorizations.push({
    session,
    code: 'a-code',
    issuedAt: performance.now(),
    redeemed: 'no',
    codeVoid: 'no',
    revoked: 'no',
    ...state,
  });
  const tally = new Tally();
  await new Judge(serverThat(accepts), ledger, tally).round();
  return [tally.lost, tally.doubled, tally.wronglyAccepted].map((count) => Math.min(count, 2));
}

describe('the judge of npm run faults', () => {
  it('finds lost what was acknowledged and is refused: a code, tokens, a session', async () => {
    expect(await judged(false, {})).toEqual([2, 0, 0]);
    expect(await judged(false, { redeemed: 'yes', tokens: TOKENS })).toEqual([2, 0, 0]);
  });

  it('finds doubled what can be redeemed twice, and wrongly accepted what was revoked or ended', async () => {
    expect(await judged(true, {})).toEqual([0, 1, 1]);
    expect(await judged(true, { codeVoid: 'yes' })).toEqual([0, 1, 2]);
    expect((await judged(true, { redeemed: 'yes', tokens: TOKENS, revoked: 'yes' }))[2]).toBeGreaterThan(0);
  });

  it('takes no offence at what was asked for without an answer, whether it was done or not', async () => {
    expect((await judged(false, { redeemed: 'perhaps', codeVoid: 'yes' }))[0]).toBe(0);
  });

  it('finds no fault with a refusal of what was revoked', async () => {
    const answer = await judged(false, { redeemed: 'yes', tokens: TOKENS, revoked: 'yes', codeVoid: 'yes' });
    expect(answer).toEqual([0, 0, 0]);
  });
});
