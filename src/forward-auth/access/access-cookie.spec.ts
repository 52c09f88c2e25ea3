import { TestClock } from '../../platform/clock.spec-support.js';
import type { Config } from '../../platform/config/config.js';
import type { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import type { Cookies } from '../../platform/http/cookies.js';
import { AccessCookies } from './access-cookie.js';

const ENTRANCE = { authorizationId: 'an-authorization', sid: 'a-session' };

/** The cookies of one browser, as an issuer at this address keeps them. */
function browserOf(issuer = 'https://login.example.com') {
  const clock = new TestClock();
  const secrets = { get: () => Buffer.alloc(32, 7) } as unknown as ServerSecrets;
  const kept = new AccessCookies(secrets, clock, { issuer } as Config);
  const sent: Record<string, string> = {};
  const set: Parameters<Cookies['set']>[0][] = [];
  const cookies: Cookies = {
    sent,
    set: (cookie) => {
      set.push(cookie);
      sent[cookie.name] = cookie.value;
    },
  };
  return { kept, clock, sent, set, cookies };
}

describe('the cookie of a protected host', () => {
  it('counts at its own host only', () => {
    const { kept, sent, cookies } = browserOf();
    kept.keep(cookies, 'wiki.example.com', ENTRANCE);
    expect(kept.read(sent, 'wiki.example.com')).toEqual({ ...ENTRANCE, isDue: false });
    expect(kept.read(sent, 'shop.example.com')).toBeUndefined();
    expect(kept.read(sent, 'wiki.example.com:8443')).toBeUndefined();
  });

  it('is due for renewal after 5 minutes, and ends after 15', () => {
    const { kept, clock, sent, cookies } = browserOf();
    kept.keep(cookies, 'wiki.example.com', ENTRANCE);
    clock.pass(299);
    expect(kept.read(sent, 'wiki.example.com')).toMatchObject({ isDue: false });
    clock.pass(1);
    expect(kept.read(sent, 'wiki.example.com')).toMatchObject({ isDue: true });
    clock.pass(600);
    expect(kept.read(sent, 'wiki.example.com')).toBeUndefined();
  });

  it('counts too if the clock of another replica is ahead', () => {
    const { kept, clock, sent, cookies } = browserOf();
    kept.keep(cookies, 'wiki.example.com', ENTRANCE);
    clock.pass(-2);
    expect(kept.read(sent, 'wiki.example.com')).toMatchObject(ENTRANCE);
  });

  it('is that of one host by its name and its attributes; by plain http it has no prefix', () => {
    const secure = browserOf('https://login.example.com/auth');
    secure.kept.keep(secure.cookies, 'wiki.example.com', ENTRANCE);
    secure.kept.keepBrowser(secure.cookies, 'a-secret');
    const hidden = { httpOnly: true, sameSite: 'lax', secure: true, path: '/' };
    expect(secure.set).toEqual([
      expect.objectContaining({ name: '__Host-gatehouse_access', maxAge: 900, ...hidden }),
      { name: '__Host-gatehouse_access_browser', value: 'a-secret', ...hidden },
    ]);
    const plain = browserOf('http://localhost:3000');
    plain.kept.keep(plain.cookies, 'wiki.localhost:8080', ENTRANCE);
    expect(plain.set).toEqual([expect.objectContaining({ name: 'gatehouse_access', secure: false })]);
  });

  it.each(['', '.', 'a', 'a.b', 'e30.e30', '..', 'W10.'])('is none if it is %j', (value) => {
    const { kept } = browserOf();
    expect(kept.read({ '__Host-gatehouse_access': value }, 'wiki.example.com')).toBeUndefined();
  });
});
