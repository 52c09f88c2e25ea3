import fc from 'fast-check';
import { destinationOf, isLoopback, redirectUriMatches, redirectUriProblem, withParameters } from './redirect-uri.js';

const STRICT = { schemes: [], plainHttp: false };
/** Where browsers read the `Location` of an answer: they resolve it against this. */
const ANSWERING = 'https://login.example.com/oauth2/authorize?client_id=a';

/** What readers of addresses have disagreed about. */
const PIECE = fc.constantFrom(
  ...[
    'http',
    'https',
    'HTTP',
    'com.example.app',
    'javascript',
    ':',
    '/',
    '//',
    '///',
    '\\',
    '\\\\',
    '@',
    '#',
    '?',
    '&',
    '=',
    ';',
  ],
  ...[
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.0.0.2',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
  ],
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    'rp.example',
    'evil.example',
    'evil.example.',
    '%65vil.example',
    'ｅvil.example',
  ],
  ...[
    ':80',
    ':443',
    ':0',
    ':00080',
    ':65535',
    ':65536',
    ':99999',
    ':',
    '/cb',
    '/cb/',
    '/./cb',
    '/../cb',
    '/%2e%2e/cb',
    '/CB',
    '%',
    '%2F',
    '%00',
  ],
  ...[
    '\t',
    '\n',
    '\r',
    ' ',
    '\0',
    '\u00a0',
    '\u200b',
    '\u3002',
    '\ufeff',
    '。',
    '*',
    '"',
    "'",
    '<',
    '>',
    '{',
    '|',
    '}',
    '^',
    '`',
    '[',
    ']',
  ],
);
const pieces = fc.array(PIECE, { minLength: 1, maxLength: 8 }).map((all) => all.join(''));

const loopback = fc
  .tuple(
    fc.constantFrom('127.0.0.1', '[::1]', 'localhost'),
    fc.constantFrom('', ':80', ':8080', ':65535'),
    fc.constantFrom('', '/', '/cb', '/cb?a=b', '?a=b', '/a%20b'),
  )
  .map(([host, port, rest]) => `http://${host}${port}${rest}`);
const registered = fc.oneof(
  loopback,
  fc.constantFrom(
    'https://rp.example/cb',
    'com.example.app:/cb',
    'http://127.0.0.1.rp.example/cb',
    'http://localhost.rp.example/cb',
  ),
);

/** An address that looks like a registered one. */
const similar = (base: string) =>
  fc.oneof(
    pieces,
    fc
      .tuple(fc.nat(base.length), fc.constantFrom(':80', ':0', ':65535', '@', '.', '/'))
      .map(([at, inserted]) => base.slice(0, at) + inserted + base.slice(at)),
    fc
      .tuple(fc.nat(base.length), fc.nat(3), fc.oneof(PIECE, fc.string({ maxLength: 3 })))
      .map(([at, length, inserted]) => base.slice(0, at) + inserted + base.slice(at + length)),
    fc.tuple(PIECE, PIECE).map(([before, after]) => before + base + after),
    PIECE.map((piece) => base.replace(/:\d+|(?<=\/\/[^/?]*)(?=[/?]|$)/, piece)),
  );
const pair = registered.chain((base) => similar(base).map((requested) => [base, requested] as const));

/** The port of an address that names its host in the usual way. */
const PORT = /^(http:\/\/(?:\[::1\]|[^/:?]*)):\d+/;

function withoutPort(uri: string): string | undefined {
  if (!URL.canParse(uri)) return undefined;
  const url = new URL(uri);
  url.port = '';
  return url.href;
}

describe('a redirect URI', () => {
  it('matches another one only if the WHATWG reads both alike, but for the port of a loopback address', () => {
    fc.assert(
      fc.property(pair, fc.boolean(), ([known, requested], isNative) => {
        if (!redirectUriMatches(requested, [known], isNative) || requested === known) return;
        const url = new URL(requested);
        expect(withoutPort(requested)).toBe(withoutPort(known));
        expect([url.protocol, url.username, url.password]).toEqual(['http:', '', '']);
        expect(isNative ? ['127.0.0.1', '[::1]', 'localhost'] : ['127.0.0.1', '[::1]']).toContain(url.hostname);
        // Not only to that reader: character for character, without a port.
        expect(requested.replace(PORT, '$1')).toBe(known.replace(PORT, '$1'));
      }),
      { numRuns: 5_000 },
    );
  });

  it('matches on each port if it is a loopback literal, or by name if the app is native, and nothing else does', () => {
    fc.assert(
      fc.property(loopback, fc.integer({ min: 0, max: 70_000 }), fc.boolean(), (known, port, isNative) => {
        const requested = known.replace(/^(http:\/\/[^/?]*?)(:\d+)?(?=[/?]|$)/, `$1:${port}`);
        const isOpen = port <= 65_535 && (isNative || !known.includes('localhost'));
        expect(redirectUriMatches(requested, [known], isNative)).toBe(isOpen || requested === known);
      }),
      { numRuns: 500 },
    );
  });

  it('leads, once it may be registered, where the WHATWG says, also from the page of an issuer', () => {
    const anything = fc.oneof(pieces, fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string());
    const allowances = fc.constantFrom(STRICT, { schemes: ['cursor'], plainHttp: true });
    fc.assert(
      fc.property(anything, allowances, (uri, allowance) => {
        if (redirectUriProblem(uri, allowance) !== undefined) return;
        const url = new URL(uri);
        expect(new URL(uri, ANSWERING).href).toBe(url.href);
        expect([url.hash, url.username, url.password]).toEqual(['', '', '']);
        expect(uri).toMatch(/^[\x21-\x7e]+$/);
        expect(url.protocol).not.toMatch(/^(javascript|data|vbscript|file|blob|about|ws|wss):$/);
        if (url.protocol === 'http:' && !allowance.plainHttp) expect(isLoopback(url)).toBe(true);
        expect(destinationOf(uri)).not.toBe('');
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    'https:rp.example/cb',
    'https:/rp.example/cb',
    'http:localhost/cb',
    'https:///rp.example/cb',
    'HTTPS:rp.example',
  ])('names its host after //, or a browser takes it for a part of this server: %s', (uri) =>
    expect(redirectUriProblem(uri, STRICT)).toMatch(/^must have \/\/ and a host after its scheme/),
  );

  it('keeps where it leads when parameters are added, and each of them as it is', () => {
    fc.assert(
      fc.property(loopback, fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 4 }), (uri, values) => {
        const added = new URL(withParameters(uri, values));
        const before = new URL(uri);
        expect([added.origin, added.pathname, added.hash]).toEqual([before.origin, before.pathname, '']);
        expect([...added.searchParams].slice([...before.searchParams].length)).toEqual(
          [...new URLSearchParams(values)].map((each) => each),
        );
      }),
      { numRuns: 300 },
    );
  });
});
