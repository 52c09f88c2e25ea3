import type { Chance } from './chance.js';

/** Names that every object has, or that change what objects are. */
export const PROTOTYPE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
];

/** Text that means something to some part further inside. */
const TEXTS = [
  ...[
    '',
    ' ',
    'a',
    '0',
    '-1',
    'NaN',
    'null',
    'true',
    '[]',
    '{}',
    '*',
    '..',
    '../../etc/passwd',
    "' OR '1'='1';--",
    '%s%n',
    '{{7*7}}',
  ],
  ...[
    '9'.repeat(40),
    '1e999',
    '0x10',
    '٣',
    '2026-13-45T99:99:99Z',
    'Infinity',
    'a@b',
    'a@b.example, c@d.example',
    'é',
    'İ',
    'ß',
    '🙂',
    '\u202e',
  ],
  ...[
    '\0',
    'a\0b',
    '\u0001\u001b',
    '\r\nset-cookie: a=b',
    '\ud800',
    '\udfff',
    '\ufffe',
    '\u2028',
    '<script>alert(1)</script>',
    '"><img src=x>',
  ],
  ...[
    'https://',
    'https://a:99999/',
    'https:a',
    'http://[::1',
    'javascript:alert(1)',
    'data:text/html,a',
    'file:///etc/passwd',
    'http://169.254.169.254/',
  ],
  ...[
    'eyJhbGciOiJub25lIn0.e30.',
    'a.b.c',
    '....',
    'urn:ietf:params:oauth:request_uri:',
    '$argon2id$v=19$m=8,t=1,p=1$a$b',
    'W10',
    '"1"',
    'W/"1"',
  ],
  ...[
    'openid',
    'code',
    'none',
    'S256',
    'authorization_code',
    'client_credentials',
    'refresh_token',
    'app',
    'form_post',
    'RS256',
    'admin',
  ],
  ...PROTOTYPE_NAMES,
];

/** Parts of percent-encodings that no one should send. */
const ENCODINGS = [
  '%',
  '%zz',
  '%0',
  '%00',
  '%ED%A0%80',
  '%C0%AF',
  '%FF',
  '%C3%28',
  '%F0%9F%99',
  '%2e%2e',
  '%2F',
  '%5C',
  '%u0041',
  '+',
  '%0D%0A',
  '%25',
];

export function junkText(chance: Chance): string {
  if (chance.happens(0.7)) return chance.pick(TEXTS);
  if (chance.happens(0.3)) return sealed(chance);
  return chance.list(12, () => String.fromCharCode(chance.below(chance.happens(0.7) ? 128 : 65_536))).join('');
}

/** Base64url of JSON, as cursors are, or of parts of a JWT. */
function sealed(chance: Chance): string {
  const part = () =>
    Buffer.from(JSON.stringify(chance.list(3, () => chance.pick([...TEXTS, 0, -1, 2 ** 53, null])))).toString(
      'base64url',
    );
  return chance.happens(0.6) ? part() : `${part()}.${part()}.${part()}`;
}

/** A part of an address or a form as it is sent, encoded or not. */
export function junkComponent(chance: Chance): string {
  const parts = chance.list(4, () => (chance.happens(0.4) ? chance.pick(ENCODINGS) : encoded(junkText(chance))));
  return parts.join('');
}

export function encoded(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '\ufffd'));
}

/** Any JSON. */
export function junkJson(chance: Chance, levels = 3): unknown {
  const kind = chance.below(levels > 0 ? 9 : 6);
  if (kind === 0) return null;
  if (kind === 1) return chance.happens(0.5);
  if (kind === 2) return chance.pick([0, -1, 1, 0.5, 1e300, -1e300, 2 ** 53, 2 ** 31, 1e-300]);
  if (kind < 6) return junkText(chance);
  if (kind < 8) return chance.list(4, () => junkJson(chance, levels - 1));
  return Object.fromEntries(chance.list(4, () => [junkText(chance), junkJson(chance, levels - 1)]));
}

/** Text of some hundred to some hundred thousand characters. */
export function hugeText(chance: Chance): string {
  return chance.pick(['a', '🙂', '\u0301', '/', '[', '%', '"', '\\', ' ']).repeat(10 ** (2 + chance.below(4)));
}

/** JSON text that is nested deeper than code should walk. */
export function deepJson(chance: Chance): string {
  const depth = chance.pick([40, 1_000, 20_000, 60_000]);
  return chance.happens(0.5)
    ? '['.repeat(depth) + ']'.repeat(depth)
    : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`.slice(0, 250_000);
}
