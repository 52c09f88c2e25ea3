import fc from 'fast-check';
import { Csrf } from '../../src/authentication/csrf.js';
import { readSecrets, writeSecrets } from '../../src/authentication/sessions/session-cookie.js';
import { AccessCookies } from '../../src/forward-auth/access/access-cookie.js';
import { ruleFor } from '../../src/forward-auth/access/access-rule.js';
import { readPath } from '../../src/forward-auth/access/request-path.js';
import { returnTo, SignInStates } from '../../src/forward-auth/sign-in/sign-in-state.js';
import { TestClock } from '../../src/platform/clock.spec-support.js';
import type { Config } from '../../src/platform/config/config.js';
import type { ServerSecrets } from '../../src/platform/crypto/server-secrets.js';
import type { Cookies } from '../../src/platform/http/cookies.js';
import { RequestIds } from '../../src/platform/http/request-ids.js';

const RUNS = { numRuns: 500 };
const SECRETS = { get: () => Buffer.alloc(32, 7) } as unknown as ServerSecrets;
const CONFIG = { issuer: 'http://localhost:3000' } as Config;
const APP = 'https://app.example';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('.', '-', '0', 'a', 'W', '=', '%', '\0', '\ud800', ';', ','), maxLength: 60 }),
  fc.json().map((json) => `${Buffer.from(json).toString('base64url')}.`),
);

/** A good value that was changed. */
const changed = (good: string) =>
  fc
    .tuple(fc.nat(good.length - 1), fc.nat(3), fc.string({ maxLength: 3 }))
    .map(([at, length, inserted]) => good.slice(0, at) + inserted + good.slice(at + length));

/** Pieces of paths that servers have read in different ways. */
const path = fc
  .array(
    fc.constantFrom(
      ...[
        '/',
        '//',
        '.',
        '..',
        '%2e',
        '%2E%2e',
        '%252e',
        '\\',
        '%2f',
        '%5c',
        ';',
        ';a=b',
        '%3b',
        '?',
        '#',
        '%23',
        '%3f',
      ],
      ...[
        'admin',
        'public',
        'ADMIN',
        '%61dmin',
        '%2561dmin',
        'ａdmin',
        '%EF%BD%81dmin',
        '%00',
        '%20',
        ' ',
        '\t',
        '%zz',
        '@',
        ':',
      ],
    ),
    { maxLength: 8 },
  )
  .map((pieces) => `/${pieces.join('')}`);

/** Cookies of a browser, which keeps what it is told. */
function jar(sent: Record<string, string> = {}): Cookies {
  return { sent, set: ({ name, value }) => Object.assign(sent, { [name]: value }) };
}

describe('whatever a browser sends,', () => {
  it('a session cookie has the secrets that were written, or others, never more than there may be', () => {
    fc.assert(
      fc.property(text, (sent) => {
        const secrets = readSecrets(sent);
        expect(secrets.others).not.toContain('');
        expect(readSecrets(writeSecrets(secrets))).toEqual(secrets);
      }),
      RUNS,
    );
  });

  it('a form is taken only with the token of its own purpose and browser', () => {
    const csrf = new Csrf(SECRETS, CONFIG);
    const cookies = jar();
    const good = csrf.anonymousToken(cookies, 'login');
    expect(csrf.acceptsAnonymous(cookies.sent, good, 'login')).toBe(true);
    fc.assert(
      fc.property(fc.oneof(text, changed(good)), text, (token, browser) => {
        const isSame = Buffer.from(token).equals(Buffer.from(good));
        expect(csrf.acceptsAnonymous(cookies.sent, token, 'login')).toBe(isSame);
        expect(csrf.acceptsAnonymous({ gatehouse_browser: browser }, token, 'login')).toBe(false);
        expect(csrf.acceptsAnonymous(cookies.sent, good, `login${token}.`)).toBe(false);
      }),
      RUNS,
    );
  });

  it('a cookie of a protected host lets in only as it was written, and at that host', () => {
    const access = new AccessCookies(SECRETS, new TestClock(), CONFIG);
    const cookies = jar();
    access.keep(cookies, 'app.example', { authorizationId: 'a', sid: 'b' });
    const good = cookies.sent.gatehouse_access ?? '';
    expect(access.read({ gatehouse_access: good }, 'app.example')).toMatchObject({ authorizationId: 'a' });
    fc.assert(
      fc.property(fc.oneof(text, changed(good)), (sent) => {
        if (sent !== good) expect(access.read({ gatehouse_access: sent }, 'app.example')).toBeUndefined();
        expect(access.read({ gatehouse_access: good }, sent)).toBeUndefined();
      }),
      RUNS,
    );
  });

  it('a sign-in at a protected host goes on only as it began, in its browser', () => {
    const states = new SignInStates(Buffer.alloc(32, 7));
    const { state } = states.begin('app.example', '/a', 'browser', 0);
    expect(states.find(state, 'app.example', 'browser', 1)).toMatchObject({ to: '/a' });
    fc.assert(
      fc.property(fc.oneof(text, changed(state)), (sent) => {
        if (sent !== state) expect(states.find(sent, 'app.example', 'browser', 1)).toBeUndefined();
        expect(states.find(state, sent, 'browser', 1)).toBeUndefined();
        expect(states.find(state, 'app.example', sent, 1)).toBeUndefined();
      }),
      RUNS,
    );
  });

  it('a sign-in at a protected host leads back to that host', () => {
    fc.assert(
      fc.property(fc.oneof(path, text), (asked) => {
        const url = new URL(APP + returnTo(asked, '/.gatehouse/'));
        expect([url.origin, url.username]).toEqual([APP, '']);
      }),
      RUNS,
    );
  });
});

describe('whatever a proxy passes on,', () => {
  it('a path is read as the WHATWG and a decoding server read it, or not at all', () => {
    fc.assert(
      fc.property(fc.oneof(path, text), (uri) => {
        const read = readPath(uri);
        if (read === undefined) return;
        const { origin, pathname } = new URL(APP + uri);
        expect([origin, decodeURIComponent(pathname)]).toEqual([APP, read]);
        expect(read).not.toMatch(/(^|\/)\.{1,2}(\/|$)|\/\/|[\\;]|%[0-9a-f]{2}/i);
      }),
      { numRuns: 3_000 },
    );
  });

  it('a rule for everyone lets in no path that a server may read as one of another rule', () => {
    const PUBLIC = { paths: ['/public'], access: 'public' } as const;
    const ADMIN = { paths: ['/admin'], roles: ['admin'] };
    fc.assert(
      fc.property(path, (uri) => {
        if (ruleFor([PUBLIC, ADMIN], { method: 'GET', uri }) !== PUBLIC) return;
        const readings = [uri, decodeURIComponent(uri.split('?')[0] ?? '')].map((each) => new URL(each, APP).pathname);
        for (const reading of readings) expect(reading.toLowerCase()).toMatch(/^\/public(\/|$)/);
      }),
      { numRuns: 3_000 },
    );
  });

  it('a request is called by a short name of plain characters, and its trace is one', () => {
    const ids = new RequestIds({ trustProxy: ['192.0.2.1'] });
    const traceparent = fc
      .tuple(fc.constantFrom('00', 'cc', 'ff', '0'), fc.constantFrom('0', 'a', 'g', '-'), fc.nat(40), fc.nat(20), text)
      .map(
        ([version, digit, trace, parent, rest]) =>
          `${version}-${digit.repeat(trace)}-${digit.repeat(parent)}-01${rest}`,
      );
    const headers = fc.record({ 'x-request-id': text, traceparent: fc.oneof(text, traceparent) }, { requiredKeys: [] });
    fc.assert(
      fc.property(headers, fc.constantFrom('192.0.2.1', '192.0.2.2'), (sent, remoteAddress) => {
        const request = { headers: sent, socket: { remoteAddress } } as unknown as Parameters<RequestIds['of']>[0];
        expect(ids.of(request)).toMatch(/^[A-Za-z0-9._:=+/-]{1,64}$/);
        expect(ids.traceOf(request) ?? 'a'.repeat(32)).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
        if (remoteAddress === '192.0.2.2') expect(ids.traceOf(request)).toBeUndefined();
      }),
      RUNS,
    );
  });
});
