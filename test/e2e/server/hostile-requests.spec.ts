import { adminToken } from '../../support/admin.js';
import type { Browser } from '../../support/browser.js';
import { complaints, cookiesOf, credentialsOf, FORM, form } from '../../support/hostile.js';
import { createWorld, freshTokens, signedInBrowser, type World } from '../../support/world.js';

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
  /** Leaves the server as it was. */
  afterAll(async () => {
    try {
      expect(await freshTokens(world)).toHaveProperty('access_token');
    } finally {
      await world.close();
    }
  });

  const cookies = () => cookiesOf(signedIn);

  it.each(Object.entries(STRINGS))('%s are no reason for a 5xx as a query string or as a form', async (_, text) => {
    const requests = PATHS.flatMap((path) => [
      [text.length > 10_000 ? path : `${path}?${text}`] as const,
      [path, form(text, { authorization: secret })] as const,
      [path, form(text, { cookie: cookies() })] as const,
    ]);
    expect(await complaints(world, requests)).toEqual([]);
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
    expect(await complaints(world, requests)).toEqual([]);
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
    expect(await complaints(world, requests)).toEqual([]);
  });

  it.each(['HEAD', 'OPTIONS', 'TRACE', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])(
    '%s is no reason for a 5xx',
    async (method) => {
      expect(
        await complaints(
          world,
          PATHS.map((path) => [path, { method, headers: { cookie: cookies() } }] as const),
        ),
      ).toEqual([]);
    },
  );
});
