import type { Chance } from './chance.js';
import { type Draft, formBody, isJson, jsonBody, memberOf, NAMES, objectIn } from './draft.js';
import { deepJson, encoded, hugeText, junkComponent, junkJson, junkText, PROTOTYPE_NAMES } from './junk.js';

const TYPES = [
  'application/json',
  'application/merge-patch+json',
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/xml',
  ';;;',
  '',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded; charset=\xff',
  'a'.repeat(3000),
];
const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'CONNECT',
  'get',
  'X',
  'M-SEARCH',
];

/** What can be done to a request, by name. Each makes at least one thing of it wrong. */
export const WRONGS: Readonly<Record<string, (draft: Draft, chance: Chance) => void>> = {
  'junk values': (draft, chance) => {
    draft.query.push(...chance.list(5, () => `${chance.pick(NAMES)}=${junkComponent(chance)}`));
    if (draft.body)
      draft.body = isJson(draft) ? Buffer.from(jsonWithJunk(draft.body, chance)) : formOf(draft.body, chance);
  },
  'wrong types': (draft, chance) => jsonBody(draft, JSON.stringify(junkJson(chance, 4))),
  'huge strings': (draft, chance) => {
    const huge = hugeText(chance);
    draft.mayBeCut = true;
    const place = chance.below(4);
    if (place === 0) draft.query.push(`${chance.pick(NAMES)}=${encoded(huge).slice(0, 60_000)}`);
    else if (place === 1)
      draft.headers.push([
        chance.pick(['cookie', 'authorization', 'user-agent', 'accept-language', 'if-match']),
        `a=${huge.replaceAll(/[^\x20-\x7e]/g, 'a').slice(0, 40_000)}`,
      ]);
    else if (isJson(draft))
      jsonBody(draft, JSON.stringify({ ...objectIn(draft.body), [memberOf(draft, chance)]: huge }));
    else draft.body = Buffer.from(`${chance.pick(NAMES)}=${huge}`);
  },
  'invalid UTF-8': (draft, chance) => {
    const bytes = Buffer.from(chance.list(30, () => chance.below(256)));
    if (draft.body && chance.happens(0.7)) draft.body = spliced(draft.body, bytes, chance);
    else
      draft.query.push(
        `${chance.pick(NAMES)}=${junkComponent(chance)}%${chance.pick(['', 'f', 'C3', 'ED%A0%80', 'zz'])}`,
      );
  },
  'duplicate parameters': (draft, chance) => {
    const name = chance.pick(NAMES);
    const many = Array.from(
      { length: chance.pick([2, 3, 100, 1000]) },
      () => `${name}${chance.pick(['', '[]', '[a]'])}=${chance.below(10)}`,
    );
    if (chance.happens(0.5)) draft.query.push(...many.slice(0, 300));
    else formBody(draft, many.join('&'));
  },
  'content types': (draft, chance) => {
    draft.headers = draft.headers.filter(([name]) => name !== 'content-type' || chance.happens(0.2));
    draft.headers.push(['content-type', chance.pick(TYPES)]);
    if (chance.happens(0.2)) draft.headers.push(['content-encoding', chance.pick(['gzip', 'br', 'identity', 'x'])]);
    draft.body ??= Buffer.from(chance.pick(['', '{}', 'a=b', '<a/>', '[', '\0']));
  },
  'broken JSON': (draft, chance) => {
    const text = JSON.stringify(objectIn(draft.body));
    const at = chance.below(text.length + 1);
    jsonBody(
      draft,
      text.slice(0, at) +
        chance.pick(['', ',', '}', ']', '"', '\\u', '\\ud800', '\u0000', '1e', '-', 'nul', '/*', '\ufeff']) +
        text.slice(at + chance.below(3)),
    );
  },
  'deep nesting': (draft, chance) => {
    const deep = deepJson(chance);
    jsonBody(draft, chance.happens(0.5) ? deep : `{"${memberOf(draft, chance)}":${deep}}`);
  },
  prototypes: (draft, chance) => {
    const name = chance.pick(PROTOTYPE_NAMES);
    draft.query.push(`${name}=a`, `${name}[${chance.pick(PROTOTYPE_NAMES)}]=b`);
    if (isJson(draft))
      jsonBody(
        draft,
        JSON.stringify(objectIn(draft.body))
          .replace(/^\{/, `{"${name}":${JSON.stringify(junkJson(chance))},`)
          .replace(',}', '}'),
      );
    else if (draft.body) draft.body = Buffer.concat([draft.body, Buffer.from(`&${name}=a&${name}[a]=b`)]);
  },
  'header floods': (draft, chance) => {
    draft.mayBeCut = true;
    const count = chance.pick([20, 200, 1000, 3000]);
    for (let index = 0; index < count; index++)
      draft.headers.push([chance.happens(0.5) ? `x-${index}` : 'accept', 'a']);
  },
  'wrong methods': (draft, chance) => {
    draft.method = chance.pick(METHODS);
    draft.mayBeCut = draft.method === 'CONNECT';
  },
  paths: (draft, chance) => {
    const parts = draft.path.split('/');
    parts[1 + chance.below(parts.length)] = junkComponent(chance);
    draft.path = parts.join('/') + chance.pick(['', '/', '//', '/.', ';a=b', '%00', '?', '#a']);
  },
  credentials: (draft, chance) => {
    draft.headers = draft.headers.filter(
      ([name]) => !['authorization', 'cookie'].includes(name) || chance.happens(0.3),
    );
    const scheme = chance.pick(['Basic ', 'Bearer ', 'basic', 'Negotiate ', 'DPoP ', '']);
    const value = chance.happens(0.5) ? Buffer.from(junkText(chance)).toString('base64') : headerText(chance);
    draft.headers.push(['authorization', scheme + value]);
    draft.headers.push([
      'cookie',
      chance
        .list(
          4,
          () =>
            `${chance.pick(['gatehouse_session', 'gatehouse_browser', 'gatehouse_device', 'gatehouse_browser_state', '__proto__', 'a'])}=${chance.happens(0.5) ? junkComponent(chance) : headerText(chance)}`,
        )
        .join('; '),
    ]);
  },
  headers: (draft, chance) => {
    const names = [
      'accept',
      'accept-language',
      'origin',
      'referer',
      'if-match',
      'if-none-match',
      'idempotency-key',
      'forwarded',
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-forwarded-host',
      'traceparent',
      'x-request-id',
      'range',
      'sec-fetch-mode',
      'user-agent',
      'dpop',
      'prefer',
    ];
    for (let left = 1 + chance.below(4); left > 0; left--) draft.headers.push([chance.pick(names), headerText(chance)]);
  },
  framing: (draft, chance) => {
    draft.mayBeCut = true;
    draft.isIncomplete ||= chance.happens(0.3);
    if (draft.isIncomplete) draft.length = '5000';
    else if (chance.happens(0.3)) draft.length = chance.pick(['-1', 'a', '1e3', '99999999999999999999', '0']);
    else
      draft.headers.push([
        chance.pick(['transfer-encoding', 'expect', 'upgrade', 'connection', 'host', 'te', 'a b', '']),
        chance.pick(['chunked', 'gzip, chunked', 'x', 'keep-alive, upgrade', '100-continue', '\0', 'h2c', '\x7f']),
      ]);
  },
};

/** The object with one to three members that are junk. */
function jsonWithJunk(body: Buffer, chance: Chance): string {
  const object: Record<string, unknown> = { ...objectIn(body) };
  for (let left = 1 + chance.below(3); left > 0; left--)
    object[chance.pick([...Object.keys(object), junkText(chance)])] = junkJson(chance);
  return JSON.stringify(object);
}

function formOf(body: Buffer, chance: Chance): Buffer {
  const more = chance.list(
    6,
    () => `${chance.happens(0.8) ? chance.pick(NAMES) : junkComponent(chance)}=${junkComponent(chance)}`,
  );
  return Buffer.concat([body, Buffer.from(`&${more.join('&')}`)]);
}

function spliced(body: Buffer, bytes: Buffer, chance: Chance): Buffer {
  const at = chance.below(body.length + 1);
  return Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]);
}

/** Mostly what a header may be (RFC 9110 §5.5); sometimes bytes beyond ASCII. */
function headerText(chance: Chance): string {
  const text = `${chance.pick(['', '"', ',', ';', 'W/', '*', 'bytes=0-', 'for=', '10.0.0.1, ', '::1', 'de;q=', 'text/html'])}${junkText(chance)}`;
  return text.replaceAll(/[^\x20-\x7e]/g, (each) => (chance.happens(0.3) ? '\xff' : encoded(each)));
}
