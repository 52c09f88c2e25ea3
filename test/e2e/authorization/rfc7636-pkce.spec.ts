import { createHash } from 'node:crypto';
import { ask, returned } from '../../support/authorization.js';
import {
  CHALLENGE,
  createWorld,
  freshCode,
  redeem,
  registerClient,
  type TestClient,
  VERIFIER,
  type World,
} from '../../support/world.js';

let world: World;
/** A confidential client that may do without PKCE. */
let legacy: TestClient;

beforeAll(async () => {
  world = await createWorld();
  legacy = await registerClient(world, {
    client_id: 'legacy',
    redirect_uris: ['https://rp.example/cb'],
    scope: 'openid',
    require_pkce: false,
  });
});
afterAll(() => world.close());

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');
const WITHOUT = { code_challenge: undefined, code_challenge_method: undefined };
const LEGACY = { client_id: 'legacy', scope: 'openid' };

describe('RFC 7636 §4.3: the code challenge', () => {
  it.each<[string, Record<string, string | undefined>]>([
    ['is missing, and so is a nonce', { ...WITHOUT, nonce: undefined }],
    ['is missing, and so is the scope openid', { ...WITHOUT, scope: 'api:read' }],
    ['is empty', { code_challenge: '' }],
    ['has no method, which means plain', { code_challenge_method: undefined }],
    ['is plain', { code_challenge: VERIFIER, code_challenge_method: 'plain' }],
    ['has an unknown method', { code_challenge_method: 'S512' }],
    ['has a method of another case', { code_challenge_method: 's256' }],
    ['is missing beside its method', { code_challenge: undefined }],
    ['is too short', { code_challenge: CHALLENGE.slice(1) }],
    ['is too long', { code_challenge: `${CHALLENGE}A` }],
    ['has padding', { code_challenge: `${CHALLENGE}=` }],
    ['is base64, not base64url', { code_challenge: `+${CHALLENGE.slice(1)}` }],
    ['has a space', { code_challenge: ` ${CHALLENGE.slice(1)}` }],
  ])('is refused where it %s; the client is told', async (_, overrides) => {
    const parameters = returned(await ask(world, overrides));
    expect(parameters).toMatchObject({ error: 'invalid_request', state: 'the-state', iss: world.issuer });
    expect(parameters?.error_description).toMatch(/code_challenge/);
  });

  it('is always required of a public client', async () => {
    const spa = { client_id: 'spa', redirect_uri: 'https://spa.example/cb', scope: 'openid', ...WITHOUT };
    expect(returned(await ask(world, spa), spa.redirect_uri)).toMatchObject({ error: 'invalid_request' });
  });

  it('cannot be made optional for a public client', async () => {
    const metadata = {
      client_id: 'public',
      redirect_uris: ['https://rp.example/cb'],
      token_endpoint_auth_method: 'none',
      require_pkce: false,
    };
    await expect(registerClient(world, metadata)).rejects.toThrow();
  });

  it('must be right where a client need not send one', async () => {
    expect(returned(await ask(world, { ...LEGACY, code_challenge_method: 'plain' }))).toMatchObject({
      error: 'invalid_request',
    });
    expect(returned(await ask(world, { ...LEGACY, code_challenge: undefined }))).toMatchObject({
      error: 'invalid_request',
    });
  });
});

describe('RFC 7636 §4.5 and §4.6: the code verifier', () => {
  it('of appendix B belongs to its challenge', () => {
    expect(CHALLENGE).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });

  it.each<[string, string | undefined, string]>([
    ['is missing', undefined, 'invalid_grant'],
    ['is empty', '', 'invalid_grant'],
    ['is another', 'a'.repeat(43), 'invalid_grant'],
    ['is the challenge itself', CHALLENGE, 'invalid_grant'],
    ['has another case', VERIFIER.toUpperCase(), 'invalid_grant'],
    ['has a space at the end', `${VERIFIER} `, 'invalid_grant'],
    ['is cut', VERIFIER.slice(0, -1), 'invalid_grant'],
  ])('is refused where it %s, and the code may be tried again with the right one', async (_, code_verifier, error) => {
    const code = await freshCode(world);
    const { status, body } = await redeem(world, code, { code_verifier });
    expect([status, body.error]).toEqual([400, error]);
    expect((await redeem(world, code)).status).toBe(200);
  });

  it.each([
    ['42 characters', 'a'.repeat(42), 400],
    ['43 characters', 'a'.repeat(43), 200],
    ['128 characters', 'a'.repeat(128), 200],
    ['129 characters', 'a'.repeat(129), 400],
    ['every unreserved character', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~', 200],
    ['a character that is not unreserved', `${'a'.repeat(43)}+`, 400],
    ['characters beyond ASCII', 'ü'.repeat(43), 400],
  ])('of %s is taken or refused as its syntax says', async (_, code_verifier, expected) => {
    const code = await freshCode(world, { code_challenge: challengeOf(code_verifier) });
    expect((await redeem(world, code, { code_verifier })).status).toBe(expected);
  });

  it('of another code does not do', async () => {
    const other = 'b'.repeat(50);
    const [mine, stolen] = [await freshCode(world), await freshCode(world, { code_challenge: challengeOf(other) })];
    expect((await redeem(world, stolen)).body.error).toBe('invalid_grant');
    expect((await redeem(world, mine, { code_verifier: other })).body.error).toBe('invalid_grant');
  });

  it('is required of a client that need not use PKCE where it did', async () => {
    const code = await freshCode(world, LEGACY);
    expect((await redeem(world, code, { code_verifier: undefined }, legacy)).body.error).toBe('invalid_grant');
    expect((await redeem(world, code, { code_verifier: 'a'.repeat(43) }, legacy)).body.error).toBe('invalid_grant');
    expect((await redeem(world, code, {}, legacy)).status).toBe(200);
  });

  it('is refused where there was no challenge: a downgrade (RFC 9700 §4.8.2)', async () => {
    const code = await freshCode(world, { ...LEGACY, ...WITHOUT });
    expect((await redeem(world, code, {}, legacy)).body.error).toBe('invalid_grant');
    expect((await redeem(world, code, { code_verifier: undefined }, legacy)).status).toBe(200);
  });
});
