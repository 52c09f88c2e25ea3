import { request as rawRequest } from 'node:http';
import fc from 'fast-check';
import { adminToken } from '../support/admin.js';
import { Browser } from '../support/browser.js';
import { authorizeUrl, createWorld, freshTokens, signedInBrowser, type World } from '../support/world.js';

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
  'a path': '../../../../etc/passwd',
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

/** Whole bodies or query strings. */
const STRINGS: Readonly<Record<string, string>> = {
  nothing: '',
  'arrays and objects': 'client_id[a]=b&scope[]=c&redirect_uri[0][1]=d&a[b][c]=d',
  prototypes: '__proto__=a&constructor=b&__proto__[a]=c&constructor[prototype][a]=d&toString=e&hasOwnProperty=f',
  'only separators': '&&&===&;;&=',
  'names of any kind': '%00=a&%ED%A0%80=b&=c&%zz=d&client_id',
  'a thousand parameters': Array.from({ length: 1000 }, (_, index) => `p${index}=${index}`).join('&'),
  'the same a hundred times': Array(100).fill('client_id=app1').join('&'),
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

const PATHS = [
  ...[
    '/oauth2/authorize',
    '/oauth2/token',
    '/oauth2/introspect',
    '/oauth2/revoke',
    '/oauth2/userinfo',
    '/oauth2/logout',
    '/oauth2/jwks',
  ],
  ...['/login', '/consent', '/select-account', '/account', '/account/consents/withdraw', '/signed-out'],
  ...['/admin/v1/clients', '/.well-known/openid-configuration', '/health/ready', '/nowhere'],
];

const FORM = 'application/x-www-form-urlencoded';

/** On PostgreSQL, which refuses more than SQLite does. */
describe('hostile input', () => {
  let world: World;
  let secret: string;
  let signedIn: Browser;

  beforeAll(async () => {
    world = await createWorld({ dialect: 'postgres' });
    secret = `Basic ${Buffer.from(`app1:${world.app1.secret}`).toString('base64')}`;
    signedIn = await signedInBrowser(world);
  });
  afterAll(() => world.close());

  interface Sent {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string | string[]>>;
    readonly body?: string | Buffer;
  }

  /** Sends what fetch would refuse to send. @returns what the rule of this suite is broken by, if anything */
  function complaint(path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<string | undefined> {
    return new Promise((resolve) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const options = {
        host: '127.0.0.1',
        port: world.config.port,
        path,
        method,
        headers: { accept: 'text/html', ...length, ...headers },
        agent: false,
      };
      const sent = rawRequest(options, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString();
          const told = `${method} ${path.slice(0, 200)} -> ${answer.statusCode} ${text.slice(0, 300)}`;
          if ((answer.statusCode ?? 0) >= 500) resolve(told);
          else if (/\n\s+at .+:\d+:\d+|node_modules|SQLITE|QueryFailed|syntax error at/.test(text))
            resolve(`leaks: ${told}`);
          else if (/<script>|<script [^>]*>[^<]/.test(text)) resolve(`runs scripts: ${told}`);
          else if (answer.headers['set-cookie']?.some((cookie) => cookie.startsWith('a=')))
            resolve(`sets a cookie: ${told}`);
          else resolve(undefined);
        });
      });
      sent.on('error', (error: NodeJS.ErrnoException) =>
        resolve(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : String(error)),
      );
      sent.end(body);
    });
  }

  /** Every complaint about these requests; sent a few at a time. */
  async function complaints(requests: readonly (readonly [string, Sent?])[]): Promise<string[]> {
    const found: string[] = [];
    for (let start = 0; start < requests.length; start += 50) {
      const group = await Promise.all(requests.slice(start, start + 50).map(([path, sent]) => complaint(path, sent)));
      found.push(...group.filter((each) => each !== undefined));
    }
    return found;
  }

  const form = (body: string, headers: Record<string, string> = {}): Sent => ({
    method: 'POST',
    body,
    headers: { 'content-type': FORM, ...headers },
  });
  const cookies = () =>
    ['gatehouse_session', 'gatehouse_browser'].map((name) => `${name}=${signedIn.cookie(name) ?? ''}`).join('; ');

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
      expect(await complaints(requests)).toEqual([]);
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
      expect(await complaints(requests)).toEqual([]);
    },
  );

  it('is no reason for a 5xx where someone signs in with it', async () => {
    for (const value of Object.values(VALUES)) {
      const browser = new Browser(world.issuer);
      const { form: shown } = await browser.get('/login');
      const cookie = `gatehouse_browser=${browser.cookie('gatehouse_browser')}`;
      const body = `csrf=${encodeURIComponent(shown?.fields.csrf ?? '')}&username=${value}&password=${value}&request=${value}`;
      const headers = { cookie, 'user-agent': `Mozilla/5.0 ${'x'.repeat(4000)}` };
      expect(await complaint('/login', form(body, headers))).toBeUndefined();
    }
  });

  it.each(Object.entries(STRINGS))('%s are no reason for a 5xx as a query string or as a form', async (_, text) => {
    const requests = PATHS.flatMap((path) => [
      [text.length > 10_000 ? path : `${path}?${text}`] as const,
      [path, form(text, { authorization: secret })] as const,
      [path, form(text, { cookie: cookies() })] as const,
    ]);
    expect(await complaints(requests)).toEqual([]);
  });

  const BODIES: [string, Record<string, string>, string | Buffer][] = [
    [
      'JSON',
      { 'content-type': 'application/json' },
      '{"client_id":"app1","grant_type":["a",{"b":1}],"__proto__":{"a":1}}',
    ],
    ['JSON that is no object', { 'content-type': 'application/json' }, 'null'],
    ['JSON that is a list', { 'content-type': 'application/json' }, '[1,[2],"\\ud800"]'],
    ['JSON that is text', { 'content-type': 'application/json' }, '"client_id"'],
    ['JSON that is broken', { 'content-type': 'application/json' }, '{"a":'],
    ['JSON that is deep', { 'content-type': 'application/json' }, '['.repeat(20_000) + ']'.repeat(20_000)],
    [
      'JSON with lone surrogates and NULs',
      { 'content-type': 'application/json' },
      '{"client_id":"\\ud800","client_name":"\\u0000","scope":"\\udfff"}',
    ],
    ['a merge patch', { 'content-type': 'application/merge-patch+json' }, '{"client_id":null}'],
    [
      'multipart',
      { 'content-type': 'multipart/form-data; boundary=x' },
      '--x\r\ncontent-disposition: form-data; name="token"\r\n\r\na\r\n--x--\r\n',
    ],
    ['plain text', { 'content-type': 'text/plain' }, 'grant_type=client_credentials'],
    ['XML', { 'content-type': 'text/xml' }, '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
    ['no type', {}, 'a=b'],
    ['a broken type', { 'content-type': ';;;' }, 'a=b'],
    ['a type of another charset', { 'content-type': `${FORM}; charset=utf-16` }, 'a=b'],
    ['a compressed form', { 'content-type': FORM, 'content-encoding': 'gzip' }, Buffer.from([0x1f, 0x8b, 8, 0, 0])],
    ['bytes', { 'content-type': FORM }, Buffer.from([0xff, 0xfe, 0, 0x3d, 0xed, 0xa0, 0x80])],
    ['a form that is too large', { 'content-type': FORM }, `a=${'b'.repeat(300_000)}`],
  ];

  it.each(BODIES)('%s is no reason for a 5xx as a body', async (_, headers, body) => {
    const token = await adminToken(world);
    const credentials = [{}, { authorization: secret }, { authorization: `Bearer ${token}` }, { cookie: cookies() }];
    const requests = PATHS.flatMap((path) =>
      credentials.flatMap((each) =>
        ['POST', 'PATCH', 'PUT'].map((method) => [path, { method, body, headers: { ...headers, ...each } }] as const),
      ),
    );
    expect(await complaints(requests)).toEqual([]);
  });

  const HEADERS: [string, Record<string, string | string[]>][] = [
    ...[
      'Basic',
      'Basic ',
      'Basic :',
      'Basic Og==',
      'Basic AA==',
      'Basic ////',
      'Basic YXBwMQ==',
      'Basic JXp6OiV6eg==',
      'Basic AGE6AGI=',
      `Basic ${'A'.repeat(8000)}`,
      'Bearer',
      'Bearer ',
      'Bearer a.b.c',
      'Bearer eyJhbGciOiJub25lIn0.e30.',
      'Bearer a b',
      `Bearer ${'a.'.repeat(3000)}`,
      'Bearer \xff',
      'Negotiate x',
      ',',
      '=',
      'Basic Basic',
    ].map((authorization): [string, Record<string, string>] => [
      `authorization: ${authorization.slice(0, 20)}`,
      { authorization },
    ]),
    ['two authorization headers', { authorization: ['Bearer a', 'Basic b'] }],
    ...[
      '=',
      ';;;',
      'gatehouse_session',
      'gatehouse_session=',
      'gatehouse_session=%zz',
      'gatehouse_session=%00',
      'gatehouse_session=a; gatehouse_session=b',
      'gatehouse_browser=%ED%A0%80',
      '__proto__=a',
      `gatehouse_session=${'a'.repeat(8000)}`,
      Array.from({ length: 500 }, (_, index) => `c${index}=a`).join('; '),
      'a=\xff\xfe',
    ].map((cookie): [string, Record<string, string>] => [`cookie: ${cookie.slice(0, 30)}`, { cookie }]),
    ['a huge cookie', { cookie: `a=${'b'.repeat(30_000)}` }],
    ['an odd host', { host: '"><script>' }],
    ['an odd origin', { origin: 'null' }],
    ['an odd accept', { accept: 'text/html;;;,,' }],
    ['a forwarding header', { 'x-forwarded-for': "' OR 1=1", forwarded: 'for="[::1' }],
    ['a condition', { 'if-match': '"', 'if-none-match': '*' }],
  ];

  it.each(HEADERS)('%s is no reason for a 5xx', async (_, headers) => {
    const requests = PATHS.flatMap((path) => [
      [path, { headers }] as const,
      [
        path,
        {
          method: 'POST',
          body: 'grant_type=client_credentials&token=a',
          headers: { 'content-type': FORM, ...headers },
        },
      ] as const,
    ]);
    expect(await complaints(requests)).toEqual([]);
  });

  it.each(['HEAD', 'OPTIONS', 'TRACE', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])(
    '%s is no reason for a 5xx',
    async (method) => {
      expect(
        await complaints(PATHS.map((path) => [path, { method, headers: { cookie: cookies() } }] as const)),
      ).toEqual([]);
    },
  );

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
        expect(await complaint(`/oauth2/authorize?${query}`, { headers: { cookie: cookies() } })).toBeUndefined();
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
        expect(await complaint('/oauth2/token', form(`${body}`, headers))).toBeUndefined();
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
