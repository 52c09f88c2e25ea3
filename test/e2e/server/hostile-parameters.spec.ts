import fc from 'fast-check';
import { adminToken } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { complaint, complaints, cookiesOf, credentialsOf, form } from '../../support/hostile.js';
import { authorizeUrl, createWorld, freshTokens, signedInBrowser, type World } from '../../support/world.js';

/** Values that no well-meaning client sends, and that might be taken for something else further inside. */
const VALUES: Readonly<Record<string, string>> = {
  'a NUL': 'a%00b',
  'only a NUL': '%00',
  '10 KB': 'a'.repeat(10_000),
  '8 KB of characters beyond the first plane': '%F0%9F%99%82'.repeat(2_000),
  'invalid UTF-8': '%C3%28',
  'a lone surrogate': '%ED%A0%80',
  'an overlong slash': '%C0%AF',
  'broken percent-encoding': '%zz%',
  'a line break': '%0D%0Aset-cookie:%20a=b',
  'control characters': '%01%02%1B%7F',
  'a negative number': '-1',
  'a huge number': '9'.repeat(400),
  'no number': 'NaN',
  SQL: "'%20OR%20'1'='1';--",
  'a path': '../../../../../etc/passwd',
  'a script': '%3Cscript%3Ealert(1)%3C/script%3E',
  'a template': '$%7B7*7%7D',
  'a prototype': '__proto__',
  'a URL without a host': 'https://',
  'a URL with a bad port': 'https://a:99999/',
  'a bracket': '%5B',
  JSON: '%7B%22a%22:%5B1%5D%7D',
  'a request_uri of nobody': `urn:ietf:params:oauth:request_uri:${'%00'}`,
  'a JWT': 'eyJhbGciOiJub25lIn0.e30.',
  dots: '..',
  'base64 of another length': 'A'.repeat(91),
};

const PARAMETERS = [
  ...[
    'client_id',
    'client_secret',
    'redirect_uri',
    'response_type',
    'response_mode',
    'scope',
    'state',
    'nonce',
    'prompt',
    'max_age',
  ],
  ...[
    'login_hint',
    'code_challenge',
    'code_challenge_method',
    'resource',
    'request',
    'request_uri',
    'grant_type',
    'code',
  ],
  ...[
    'code_verifier',
    'refresh_token',
    'token',
    'token_type_hint',
    'access_token',
    'id_token_hint',
    'post_logout_redirect_uri',
  ],
  ...['username', 'password', 'csrf', 'decision', 'choice', 'client_assertion'],
];

/** On PostgreSQL, which refuses more than SQLite does. */
describe('hostile input', () => {
  let world: World;
  let secret: string;
  let signedIn: Browser;

  beforeAll(async () => {
    world = await createWorld({ dialect: 'postgres' });
    secret = credentialsOf(world);
    signedIn = await signedInBrowser(world);
  });
  afterAll(() => world.close());

  const cookies = () => cookiesOf(signedIn);

  it.each(Object.entries(VALUES))(
    '%s is no reason for a 5xx in any parameter of any endpoint, nor for a stack trace',
    async (_, value) => {
      const good = new URL(authorizeUrl(world)).searchParams;
      const requests = PARAMETERS.flatMap((name) => {
        const others = new URLSearchParams([...good].filter(([each]) => each !== name));
        const alone = `${name}=${value}`;
        const among = `${others}&${alone}`;
        return [
          ...[`/oauth2/authorize?${among}`, `/oauth2/logout?${alone}`, `/login?${alone}`, `/consent?${alone}`].map(
            (path) => [path] as const,
          ),
          ['/oauth2/authorize', form(among, { cookie: cookies() })] as const,
          ['/oauth2/token', form(`grant_type=client_credentials&${alone}`, { authorization: secret })] as const,
          ['/oauth2/token', form(`grant_type=authorization_code&code=x&${alone}`)] as const,
        ];
      });
      expect(await complaints(world, requests)).toEqual([]);
    },
  );

  it.each(Object.entries(VALUES))(
    '%s is no reason for a 5xx where it is what an endpoint is about',
    async (_, value) => {
      const token = await adminToken(world);
      const requests = [
        ...['authorization_code', 'refresh_token'].map(
          (grant) =>
            [
              '/oauth2/token',
              form(
                `grant_type=${grant}&code=${value}&refresh_token=${value}&code_verifier=${value}&redirect_uri=${value}&scope=${value}&resource=${value}`,
                { authorization: secret },
              ),
            ] as const,
        ),
        ['/oauth2/token', form(`grant_type=client_credentials&client_id=${value}&client_secret=${value}`)] as const,
        ['/oauth2/introspect', form(`token=${value}&token_type_hint=${value}`, { authorization: secret })] as const,
        ['/oauth2/revoke', form(`token=${value}&token_type_hint=${value}`, { authorization: secret })] as const,
        ['/oauth2/userinfo', form(`access_token=${value}`)] as const,
        [
          '/oauth2/logout',
          form(
            `id_token_hint=${value}&client_id=${value}&post_logout_redirect_uri=${value}&state=${value}&csrf=${value}`,
            { cookie: cookies() },
          ),
        ] as const,
        ...['/login', '/consent', '/select-account', '/account/consents/withdraw'].map(
          (path) =>
            [
              path,
              form(
                `csrf=${value}&request=${value}&username=${value}&password=${value}&decision=${value}&choice=${value}&client_id=${value}`,
                { cookie: cookies() },
              ),
            ] as const,
        ),
        [`/admin/v1/clients/${value}`, { headers: { authorization: `Bearer ${token}` } }] as const,
        [
          `/admin/v1/clients?limit=${value}&cursor=${value}&client_name=${value}`,
          { headers: { authorization: `Bearer ${token}` } },
        ] as const,
        [`/${value}`] as const,
      ];
      expect(await complaints(world, requests)).toEqual([]);
    },
  );

  it('is no reason for a 5xx where someone signs in with it', async () => {
    for (const value of Object.values(VALUES)) {
      const browser = new Browser(world.issuer);
      const { form: shown } = await browser.get('/login');
      const cookie = `gatehouse_browser=${browser.cookie('gatehouse_browser')}`;
      const body = `csrf=${encodeURIComponent(shown?.fields.csrf ?? '')}&username=${value}&password=${value}&request=${value}`;
      const headers = { cookie, 'user-agent': `Mozilla/5.0 ${'x'.repeat(4000)}` };
      expect(await complaint(world, '/login', form(body, headers))).toBeUndefined();
    }
  });

  const parameters = fc.uniqueArray(
    fc.tuple(
      fc.constantFrom(...PARAMETERS),
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.constantFrom(
          'code',
          'openid',
          'none',
          'S256',
          'app1',
          'authorization_code',
          'refresh_token',
          'client_credentials',
          'https://rp.example/cb',
          'form_post',
        ),
      ),
    ),
    { selector: ([name]) => name, maxLength: 12 },
  );

  it('that is random is no reason for a 5xx at the authorization endpoint', async () => {
    await fc.assert(
      fc.asyncProperty(parameters, fc.boolean(), async (random, known) => {
        const query = new URLSearchParams(known ? new URL(authorizeUrl(world)).searchParams : {});
        for (const [name, value] of random) query.set(name, value);
        expect(
          await complaint(world, `/oauth2/authorize?${query}`, { headers: { cookie: cookies() } }),
        ).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  it('that is random never makes the authorization endpoint lead anywhere but to us or to a registered URI', async () => {
    await fc.assert(
      fc.asyncProperty(
        parameters,
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        async (random, url) => {
          const query = new URL(authorizeUrl(world)).searchParams;
          for (const [name, value] of random) query.set(name, value);
          if (!random.some(([name]) => name === 'redirect_uri')) query.set('redirect_uri', url);
          const answer = await fetch(`${world.issuer}/oauth2/authorize?${query}`, { redirect: 'manual' });
          const location = answer.headers.get('location');
          if (location === null) return;
          expect([new URL(world.issuer).origin, 'https://rp.example']).toContain(
            new URL(location, world.issuer).origin,
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('that is random is no reason for a 5xx at the token endpoint, which never answers it with a token', async () => {
    await fc.assert(
      fc.asyncProperty(parameters, fc.boolean(), async (random, authenticated) => {
        const body = new URLSearchParams(random.filter(([, value]) => value !== 'client_credentials'));
        const headers = authenticated ? { authorization: secret } : {};
        expect(await complaint(world, '/oauth2/token', form(`${body}`, headers))).toBeUndefined();
        const answer = await fetch(`${world.issuer}/oauth2/token`, { method: 'POST', body, headers });
        expect(answer.status).toBeGreaterThanOrEqual(400);
      }),
      { numRuns: 150 },
    );
  });

  it('leaves the server as it was', async () => {
    expect(await freshTokens(world)).toHaveProperty('access_token');
  });
});
