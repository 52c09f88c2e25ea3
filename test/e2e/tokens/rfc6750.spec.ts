import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  decodeProtectedHeader,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { AppModule } from '../../../src/app.module.js';
import { KeysService } from '../../../src/keys/keys.service.js';
import { FIRST_ALGORITHMS } from '../../../src/keys/signing-algorithm.js';
import { SHORTEST_LEAD } from '../../../src/keys/signing-key.js';
import { numericDate } from '../../../src/platform/clock.js';
import type { Config } from '../../../src/platform/config/config.js';
import { setUpApp } from '../../../src/server/set-up-app.js';
import { stopClock } from '../../support/clock.js';
import { ProbeModule } from '../../support/probe-room.js';
import { rawRequest } from '../../support/raw-request.js';
import { testConfig } from '../../support/test-app.js';

describe('RFC 6750: bearer tokens', () => {
  let config: Config;
  let app: NestFastifyApplication;
  let keys: KeysService;

  beforeAll(async () => {
    config = await testConfig();
    app = await NestFactory.create<NestFastifyApplication>(
      { module: ProbeModule, imports: [AppModule.forRoot(config)] },
      new FastifyAdapter(),
      {
        logger: false,
      },
    );
    await setUpApp(app);
    await app.listen(config.port, config.host);
    keys = app.get(KeysService);
  });
  afterAll(() => app.close());

  const seconds = () => numericDate(Date.now());
  const claims = (): JWTPayload => ({
    iss: config.issuer,
    sub: 'alice',
    aud: config.issuer,
    client_id: 'gatehouse-docs',
    scope: 'openid probe:read',
    iat: seconds(),
    exp: seconds() + 60,
    jti: 'a-token',
  });
  const sign = (changes: JWTPayload = {}, { typ = 'at+jwt', alg = 'ES256' } = {}) =>
    keys.sign({ ...claims(), ...changes }, { typ, alg });
  const get = (authorization?: string, path = '/probe') =>
    fetch(config.issuer + path, { headers: authorization === undefined ? {} : { authorization } });
  const post = (
    path: string,
    body: string,
    headers: Record<string, string> = {},
    type = 'application/x-www-form-urlencoded',
  ) => fetch(config.issuer + path, { method: 'POST', body, headers: { 'content-type': type, ...headers } });

  /** Status, error code and challenge of an answer. */
  async function refusal(answer: Response): Promise<[number, unknown, string | null]> {
    const body = await answer.text();
    return [answer.status, body === '' ? undefined : JSON.parse(body).error, answer.headers.get('www-authenticate')];
  }

  async function expectInvalid(jwt: string, reason: string): Promise<void> {
    const challenge = `Bearer realm="${config.issuer}", error="invalid_token", error_description="${reason}"`;
    expect(await refusal(await get(`Bearer ${jwt}`))).toEqual([401, 'invalid_token', challenge]);
  }

  it.each(['Bearer', 'bearer', 'BEARER'])('lets a valid token in (%s)', async (scheme) => {
    for (const alg of FIRST_ALGORITHMS) {
      const answer = await get(`${scheme} ${await sign({}, { alg })}`);
      expect([answer.status, await answer.json()]).toEqual([200, { sub: 'alice' }]);
    }
  });

  it('accepts the long form of the type, and one of several audiences (RFC 9068 §4)', async () => {
    const jwt = await sign({ aud: ['https://api.example', config.issuer] }, { typ: 'application/at+jwt' });
    expect((await get(`Bearer ${jwt}`)).status).toBe(200);
  });

  it.each([undefined, 'Basic YTpi', 'DPoP abc'])(
    'asks for a token without naming an error where there is none (%s)',
    async (header) => {
      expect(await refusal(await get(header))).toEqual([401, undefined, `Bearer realm="${config.issuer}"`]);
    },
  );

  it('lets anyone use a route that is excepted', async () => {
    expect((await get(undefined, '/probe/public')).status).toBe(200);
  });

  it('names the scope that is missing', async () => {
    const description = 'the access token does not have the scope probe:write';
    expect(await refusal(await get(`Bearer ${await sign()}`, '/probe/write'))).toEqual([
      403,
      'insufficient_scope',
      `Bearer realm="${config.issuer}", error="insufficient_scope", error_description="${description}", scope="probe:write"`,
    ]);
    for (const scope of [undefined, '', 'probe:writer probe', 'PROBE:WRITE']) {
      const { scope: _, ...rest } = claims();
      const jwt = await keys.sign(
        { ...rest, ...(scope === undefined ? {} : { scope }) },
        { typ: 'at+jwt', alg: 'ES256' },
      );
      expect((await get(`Bearer ${jwt}`, '/probe/write')).status).toBe(403);
    }
    expect((await get(`Bearer ${await sign({ scope: 'probe:write' })}`, '/probe/write')).status).toBe(200);
  });

  it.each(['Bearer', 'Bearer a b', 'Bearer ä'])('refuses malformed credentials: "%s"', async (header) => {
    const [status, error, challenge] = await refusal(await get(Buffer.from(header).toString('latin1')));
    expect([status, error]).toEqual([400, 'invalid_request']);
    expect(challenge).toContain('error="invalid_request"');
  });

  it('refuses a token in the query string, even a valid one', async () => {
    const jwt = await sign();
    for (const header of [undefined, `Bearer ${jwt}`]) {
      const [status, error] = await refusal(await get(header, `/probe?access_token=${jwt}`));
      expect([status, error]).toEqual([400, 'invalid_request']);
    }
  });

  it('refuses a token that is sent twice', async () => {
    const jwt = await sign();
    const [status, error] = await refusal(
      await post('/probe/form', `access_token=${jwt}`, { authorization: `Bearer ${jwt}` }),
    );
    expect([status, error]).toEqual([400, 'invalid_request']);
    expect((await post('/probe/form', `access_token=${jwt}&access_token=${jwt}`)).status).toBe(400);
    const twice = { authorization: [`Bearer ${jwt}`, `Bearer ${jwt}`] };
    expect((await rawRequest(`${config.issuer}/probe`, twice)).status).toBe(400);
  });

  it('takes a token from a form only where the route says so', async () => {
    const form = `access_token=${await sign()}`;
    const answer = await post('/probe/form', form);
    expect([answer.status, await answer.json()]).toEqual([201, { sub: 'alice' }]);
    expect((await post('/probe/no-form', form)).status).toBe(401);
    expect(
      (await post('/probe/form', JSON.stringify({ access_token: await sign() }), {}, 'application/json')).status,
    ).toBe(401);
  });

  describe('refuses a token', () => {
    it('that no algorithm signs', async () => {
      await expectInvalid(
        new UnsecuredJWT(claims()).encode(),
        'the token was signed with an algorithm that is not accepted here',
      );
      const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
      const [, payload, signature] = (await sign()).split('.');
      for (const end of ['', signature]) {
        expect((await get(`Bearer ${header}.${payload}.${end}`)).status).toBe(401);
      }
    });

    it('whose MAC was made with a public key as the secret', async () => {
      const published = (await keys.jwks()).keys.find(({ alg }) => alg === 'RS256');
      const publicKey = await importJWK(published as JWK, 'RS256', { extractable: true });
      for (const secret of [await exportSPKI(publicKey as never), JSON.stringify(published)]) {
        const header = { alg: 'HS256', typ: 'at+jwt', kid: published?.kid ?? '' };
        const jwt = await new SignJWT(claims()).setProtectedHeader(header).sign(Buffer.from(secret));
        await expectInvalid(jwt, 'the token was signed with an algorithm that is not accepted here');
      }
    });

    it('of another signer, whatever key its header offers', async () => {
      const { publicKey, privateKey } = await generateKeyPair('ES256');
      const jwk = await exportJWK(publicKey);
      const kid = decodeProtectedHeader(await sign()).kid ?? '';
      const forge = (header: object) =>
        new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header }).sign(privateKey);
      await expectInvalid(
        await forge({ kid, jwk, jku: `${config.issuer}/keys`, x5u: 'https://evil.example' }),
        'the signature of the token does not match',
      );
      const unknown = 'the token was signed with a key that is not known here';
      for (const header of [{ jwk }, { kid: 'another', jwk }, { kid: '' }])
        await expectInvalid(await forge(header), unknown);
    });

    it('that was changed', async () => {
      const [header, payload, signature] = (await sign()).split('.') as [string, string, string];
      const other = Buffer.from(JSON.stringify({ ...claims(), sub: 'mallory' })).toString('base64url');
      await expectInvalid([header, other, signature].join('.'), 'the signature of the token does not match');
      const bytes = Buffer.from(signature, 'base64url');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      await expectInvalid(
        [header, payload, bytes.toString('base64url')].join('.'),
        'the signature of the token does not match',
      );
    });

    it('that has expired, or is not valid yet', async () => {
      await expectInvalid(await sign({ exp: seconds() - 1 }), 'the token has expired: get a new one');
      await expectInvalid(await sign({ nbf: seconds() + 60 }), 'the token is not valid yet');
    });

    it('for another audience or of another issuer', async () => {
      const reason = 'the token is meant for another audience: request one for this resource';
      await expectInvalid(await sign({ aud: 'https://api.example' }), reason);
      await expectInvalid(await sign({ aud: [`${config.issuer}/`] }), reason);
      await expectInvalid(await sign({ iss: `${config.issuer}/` }), 'the token was issued by another issuer');
    });

    it('of another kind', async () => {
      for (const typ of ['JWT', 'logout+jwt', 'at+jwt+more']) {
        await expectInvalid(await sign({}, { typ }), 'the header typ of the token must be at+jwt');
      }
    });

    it.each(['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'])('without %s', async (claim) => {
      const { [claim]: _, ...rest } = claims();
      await expectInvalid(
        await keys.sign(rest, { typ: 'at+jwt', alg: 'ES256' }),
        `the claim ${claim} of the token is missing`,
      );
    });

    it.each([
      ['exp', 'soon'],
      ['iat', 'now'],
      ['sub', 1],
      ['scope', ['probe:read']],
      ['roles', 'admin'],
    ])('with a malformed %s', async (claim, value) => {
      await expectInvalid(await sign({ [claim]: value }), `the claim ${claim} of the token is malformed`);
    });

    it.each(['a', 'a.b', 'a.b.c', 'a.b.c.d.e', '..', 'e30.e30.e30'])('that is no JWT: %s', async (text) => {
      expect((await refusal(await get(`Bearer ${text}`))).slice(0, 2)).toEqual([401, 'invalid_token']);
    });
  });

  it('accepts tokens of a key that was just made, and of the one before it', async () => {
    const lasting = () => sign({ exp: seconds() + 600 });
    const before = await lasting();
    const clock = stopClock({ app });
    await keys.rotate('ES256', { immediately: true });
    clock.pass(SHORTEST_LEAD);
    expect(decodeProtectedHeader(await lasting()).kid).not.toBe(decodeProtectedHeader(before).kid);
    const answers = await Promise.all(Array.from({ length: 50 }, async () => get(`Bearer ${await lasting()}`)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect((await get(`Bearer ${before}`)).status).toBe(200);
    clock.goOn();
  });
});
