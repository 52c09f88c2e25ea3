import { createHash } from 'node:crypto';
import { parse } from 'node:querystring';
import fc from 'fast-check';
import type { FastifyRequest } from 'fastify';
import { formatCursor, parseCursor } from '../../src/admin/cursor.js';
import { versionsOf } from '../../src/admin/etag.js';
import { mergePatch } from '../../src/admin/merge-patch.js';
import { readBasicCredentials } from '../../src/clients/authentication-methods/basic-credentials.js';
import { readClaimsRequest } from '../../src/oauth/claims-request.js';
import { inLanguage, isLanguageTag, wantedLanguages } from '../../src/oauth/language.js';
import { InvalidBearerRequest, InvalidClient, InvalidRequest, InvalidScope } from '../../src/oauth/oauth-error.js';
import { Parameters } from '../../src/oauth/parameters.js';
import { readCodeChallenge, verifierMatches } from '../../src/oauth/pkce.js';
import { covers, formatScope, intersect, parseScope, readScope } from '../../src/oauth/scope.js';
import { networkOf } from '../../src/platform/http/addresses.js';
import { addressOf } from '../../src/platform/http/request-facts.js';
import { Violations } from '../../src/platform/validation/violations.js';
import { readBearerToken } from '../../src/resource-server/bearer-token.js';

/** Text of all kinds: also with halves of surrogate pairs, control characters and names of prototypes. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom('\0', '\ud800', '\udfff', '%', '+', '&', '=', ':', ' ', '"', '\\', '\r', '\n', 'a'),
    maxLength: 20,
  }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', ''),
);
const anything = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.jsonValue(), fc.anything());
const RUNS = { numRuns: 500 };

/** What a call throws, if it is one of these; any other error is a mistake of the server. */
function refused<T>(work: () => T, ...kinds: readonly (new (...args: never[]) => Error)[]): T | Error {
  try {
    return work();
  } catch (error) {
    if (kinds.some((kind) => error instanceof kind)) return error as Error;
    throw error;
  }
}

describe('whatever is sent,', () => {
  it('parameters are text that was sent once, without NUL and of bounded length, or the request is invalid', () => {
    const sources = fc.oneof(
      fc.dictionary(text, anything),
      text.map((query) => parse(query)),
      anything,
    );
    fc.assert(
      fc.property(sources, (source) => {
        const { parameters, violations } = Parameters.read(source);
        for (const [name, value] of Object.entries(parameters.toJSON())) {
          expect(violations.has(name)).toBe(false);
          const all = [value].flat();
          expect(all.every((each) => typeof each === 'string' && each !== '' && !each.includes('\0'))).toBe(true);
          expect(all.length === 1 || name === 'resource').toBe(true);
          expect(parameters.get(name)).toBe(all[0]);
        }
        const read = refused(() => Parameters.from(source), InvalidRequest);
        expect(read instanceof Error).toBe(violations.size > 0);
        expect(Parameters.from(parameters.toJSON()).toJSON()).toEqual(parameters.toJSON());
      }),
      RUNS,
    );
    expect(refused(() => Parameters.from({ state: 'a'.repeat(8193) }), InvalidRequest)).toBeInstanceOf(Error);
  });

  it('a scope is a set of tokens of RFC 6749, which is written as it is read', () => {
    const tokens = fc.uniqueArray(fc.stringMatching(/^[\x21\x23-\x5b\x5d-\x7e]{1,12}$/), { maxLength: 12 });
    fc.assert(
      fc.property(text, tokens, (sent, scope) => {
        const read = refused(() => parseScope(sent), InvalidScope);
        if (!(read instanceof Error)) {
          expect(read.every((token) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(token))).toBe(true);
          expect(new Set(read).size).toBe(read.length);
          expect(parseScope(formatScope(read))).toEqual(read);
          expect(covers(scope, intersect(read, scope))).toBe(true);
        }
        expect(parseScope(formatScope(scope))).toEqual(scope);
        expect(readScope(formatScope(scope))).toEqual(scope);
      }),
      RUNS,
    );
  });

  it('a Basic header is the credentials that a client wrote, or none, or malformed', () => {
    const wellFormed = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((each) => !/\p{Cs}/u.test(each));
    fc.assert(
      fc.property(text, (header) => {
        for (const sent of [header, `Basic ${header}`, `Basic ${Buffer.from(header).toString('base64')}`]) {
          const read = refused(() => readBasicCredentials(sent), InvalidClient);
          if (read !== undefined && !(read instanceof Error)) expect(read.clientId).not.toBe('');
        }
      }),
      RUNS,
    );
    fc.assert(
      fc.property(
        wellFormed.filter((id) => id !== ''),
        wellFormed,
        (clientId, secret) => {
          const credentials = [clientId, secret].map((each) => new URLSearchParams({ '': each }).toString().slice(1));
          const header = `basic  ${Buffer.from(credentials.join(':')).toString('base64')} `;
          expect(readBasicCredentials(header)).toEqual({ clientId, secret });
        },
      ),
      RUNS,
    );
  });

  it('a bearer token is taken from one place only, as RFC 6750 writes it', () => {
    const sources = fc.record({
      authorization: fc.array(
        fc.oneof(
          text,
          text.map((each) => `Bearer ${each}`),
        ),
        { maxLength: 2 },
      ),
      query: anything,
      form: anything,
    });
    fc.assert(
      fc.property(sources, (sent) => {
        const token = refused(() => readBearerToken(sent), InvalidBearerRequest);
        if (token === undefined || token instanceof Error) return;
        const [header = ''] = sent.authorization;
        expect([
          header.trim().slice(7).trim(),
          (sent.form as { access_token?: unknown } | null)?.access_token,
        ]).toContainEqual(token);
        expect(token).not.toBe('');
      }),
      RUNS,
    );
  });

  it('the parameter claims is what OpenID Connect describes, or the request is invalid', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.json(),
          fc
            .dictionary(fc.constantFrom('userinfo', 'id_token', 'a'), fc.jsonValue())
            .map((each) => JSON.stringify(each)),
        ),
        (sent) => {
          const read = refused(() => readClaimsRequest(sent), InvalidRequest);
          if (read instanceof Error) return;
          for (const { essential, values } of [...read.userinfo.values(), ...read.idToken.values()]) {
            expect(typeof essential).toBe('boolean');
            expect(values === undefined || Array.isArray(values)).toBe(true);
          }
        },
      ),
      RUNS,
    );
  });

  it('a code verifier fits the challenge that was made of it, and no other', () => {
    const verifier = fc.stringMatching(/^[A-Za-z0-9\-._~]{43,128}$/);
    fc.assert(
      fc.property(text, verifier, verifier, (sent, one, other) => {
        const challenge = createHash('sha256').update(one).digest('base64url');
        expect(readCodeChallenge(challenge, 'S256')).toBe(challenge);
        expect(verifierMatches(one, challenge)).toBe(true);
        expect(verifierMatches(other, challenge)).toBe(one === other);
        expect(verifierMatches(sent, challenge)).toBe(false);
        expect(refused(() => readCodeChallenge(sent, 'S256'), InvalidRequest)).toBeInstanceOf(InvalidRequest);
      }),
      { numRuns: 200 },
    );
  });

  it('wanted languages are few and are tags, the most wanted first', () => {
    const header = fc.oneof(
      text,
      fc
        .array(
          fc.tuple(
            fc.constantFrom('de', 'de-CH', 'en', '*', 'x', '', 'zh-Hans-CN', '__proto__'),
            fc.constantFrom('', ';q=0', ';q=0.5', ';q=1', ';q=-1', ';q=NaN', ';q=1e9', ';Q=.3;a=b'),
          ),
        )
        .map((ranges) => ranges.map((range) => range.join('')).join(',')),
    );
    fc.assert(
      fc.property(fc.option(text, { nil: undefined }), header, (uiLocales, acceptLanguage) => {
        const wanted = wantedLanguages(uiLocales, acceptLanguage);
        expect(wanted.length).toBeLessThanOrEqual(40);
        expect(wanted.every(isLanguageTag)).toBe(true);
        expect(inLanguage({ name: 'a', 'name#de': 'b' }, 'name', wanted)).toMatch(/^[ab]$/);
      }),
      RUNS,
    );
    expect(wantedLanguages(undefined, 'de;q=0.1,en;q=0.9,fr;q=0')).toEqual(['en', 'de']);
    expect(wantedLanguages('de '.repeat(9_000), 'de,'.repeat(9_000)).length).toBeLessThanOrEqual(40);
  });

  it('a cursor is a position that was given out, in both directions, or a violation', () => {
    const position = fc.tuple(fc.stringMatching(/^[\x20-\x7eé]{0,40}$/), fc.maxSafeInteger());
    fc.assert(
      fc.property(
        position,
        fc.oneof(
          text,
          fc.json().map((json) => Buffer.from(json).toString('base64url')),
        ),
        (given, sent) => {
          expect(parseCursor(formatCursor(given), ['', 0])).toEqual(given);
          const read = refused(() => parseCursor(sent, ['', 0]), Violations);
          if (!(read instanceof Error)) expect(parseCursor(formatCursor(read), ['', 0])).toEqual(read);
        },
      ),
      RUNS,
    );
  });

  it('an If-Match header accepts versions that it names, and any only if it says so', () => {
    fc.assert(
      fc.property(text, fc.nat(999_999_999), (sent, version) => {
        const versions = versionsOf(sent);
        expect(versions === undefined).toBe(sent.trim() === '*');
        expect(versions?.every((each) => sent.includes(`"${each}"`) || sent.includes(`0${each}"`)) ?? true).toBe(true);
        expect(versionsOf(`W/"1", "${version}",${sent.replaceAll('*', '')}`)).toContain(version);
      }),
      RUNS,
    );
  });

  it('a merge patch changes what it names, and no prototype', () => {
    const members = fc.dictionary(text, fc.jsonValue());
    fc.assert(
      fc.property(members, members, (target, patch) => {
        const merged = mergePatch(target, JSON.parse(JSON.stringify(patch)));
        expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
        expect(({} as Record<string, unknown>).a).toBeUndefined();
        for (const [name, value] of Object.entries(patch)) expect(Object.hasOwn(merged, name)).toBe(value !== null);
        for (const name of Object.keys(target))
          if (!Object.hasOwn(patch, name)) expect(merged[name]).toEqual(target[name]);
      }),
      RUNS,
    );
  });

  it('the address of a request is one, whatever proxies pass on, and so is its network', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.ipV4(), fc.ipV6()), (ip) => {
        const request = { ip, socket: { remoteAddress: '192.0.2.1' } } as unknown as FastifyRequest;
        const address = addressOf(request);
        expect(address === '192.0.2.1' || address === ip).toBe(true);
        expect(networkOf(address)).toMatch(/^[0-9a-f.:]+(\/64)?$/i);
        expect(networkOf(networkOf(address).replace('/64', ''))).toBe(networkOf(address));
        expect(typeof networkOf(ip)).toBe('string');
      }),
      RUNS,
    );
  });
});
