import { ClientsService } from '../../../src/clients/clients.service.js';
import { ask, returned, visit } from '../../support/authorization.js';
import { newClientKey, signed, unsigned } from '../../support/key-site.js';
import { register, registrationWorld } from '../../support/registration.js';
import {
  authorizeUrl,
  createWorld,
  freshCode,
  redeem,
  registerClient,
  VERIFIER,
  type World,
} from '../../support/world.js';

const WITHOUT = { code_challenge: undefined, code_challenge_method: undefined };
/** Refuses without PKCE, and says so to developers. */
const TURN_ON = /turn on PKCE .*code_challenge with code_challenge_method=S256/;
const OR_NONCE = /; or .*send the scope openid with a nonce/;
/** No one is signed in: the request itself is fine. */
const TAKEN = { error: 'login_required' };
const QUIET = { ...WITHOUT, prompt: 'none' };

describe('OAuth 2.1 §7.5.1: a confidential client without PKCE', () => {
  let world: World;
  beforeAll(async () => {
    world = await registrationWorld({ access: 'open' });
    const register = (client_id: string, metadata: object) =>
      registerClient(world, { client_id, redirect_uris: ['https://rp.example/cb'], scope: 'openid', ...metadata });
    await register('always', { require_pkce: true });
    await register('never', { require_pkce: false, scope: 'openid api:read' });
  });
  afterAll(() => world.close());

  it('signs people in with the scope openid and a nonce', async () => {
    const code = await freshCode(world, WITHOUT);
    const { status, body } = await redeem(world, code, { code_verifier: undefined });
    expect([status, body.id_token]).toEqual([200, expect.any(String)]);
  });

  it('may not send a verifier to which there is no challenge', async () => {
    const code = await freshCode(world, WITHOUT);
    expect((await redeem(world, code, { code_verifier: VERIFIER })).body.error).toBe('invalid_grant');
  });

  it('has to send the verifier if it sent a challenge', async () => {
    const code = await freshCode(world);
    expect((await redeem(world, code, { code_verifier: undefined })).body.error).toBe('invalid_grant');
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['no nonce', { nonce: undefined }],
    ['an empty nonce', { nonce: '' }],
    ['no scope openid', { scope: 'api:read' }],
    ['no scope', { scope: undefined }],
    ['a scope that only contains openid', { scope: 'openid2 api:read' }],
  ])('is refused with %s, and hears of both ways out', async (_, overrides) => {
    const { error, error_description } = returned(await ask(world, { ...QUIET, ...overrides })) ?? {};
    expect(error).toBe('invalid_request');
    expect(error_description).toMatch(TURN_ON);
    expect(error_description).toMatch(OR_NONCE);
  });

  it.each(['code id_token', 'code token', 'id_token', 'none'])('is refused with response_type %s', async (type) => {
    expect(returned(await ask(world, { ...QUIET, response_type: type }))?.error).toBe('unsupported_response_type');
  });

  it('is held to a challenge that is no good, nonce or not', async () => {
    for (const wrong of [{ code_challenge_method: 'plain' }, { code_challenge: 'short' }])
      expect(returned(await ask(world, { prompt: 'none', ...wrong }))?.error).toBe('invalid_request');
  });

  it('needs PKCE in any case with require_pkce: true', async () => {
    const answer = returned(await ask(world, { ...QUIET, client_id: 'always', scope: 'openid' }));
    expect(answer?.error_description).toMatch(TURN_ON);
    expect(answer?.error_description).toMatch(/or have an administrator remove require_pkce/);
  });

  it('needs neither with require_pkce: false', async () => {
    const plain = { ...QUIET, client_id: 'never', scope: 'api:read', nonce: undefined };
    expect(returned(await ask(world, plain))).toMatchObject(TAKEN);
  });

  it('follows require_pkce as it is changed', async () => {
    const clients = world.app.get(ClientsService);
    const sent = { ...QUIET, client_id: 'changing', scope: 'openid' };
    await registerClient(world, {
      client_id: 'changing',
      redirect_uris: ['https://rp.example/cb'],
      require_pkce: true,
    });
    expect(returned(await ask(world, sent))?.error).toBe('invalid_request');
    expect((await clients.update('changing', { require_pkce: null })).client.metadata).not.toHaveProperty(
      'require_pkce',
    );
    expect(returned(await ask(world, sent))).toMatchObject(TAKEN);
  });

  it.each([true, false])(
    'may say so in a request object (signed: %s), and nowhere else if that alone counts',
    async (isSigned) => {
      const key = await newClientKey('RS256', 'a');
      const client_id = `objects-${isSigned}`;
      await registerClient(world, {
        client_id,
        redirect_uris: ['https://rp.example/cb'],
        scope: 'openid',
        jwks: { keys: [key.jwk] },
        ...(isSigned ? { require_signed_request_object: true } : { request_object_signing_alg: 'none' }),
      });
      const inside = {
        client_id,
        response_type: 'code',
        redirect_uri: 'https://rp.example/cb',
        prompt: 'none',
        scope: 'openid',
      };
      const made = async (claims: Record<string, string>) => (isSigned ? signed(key, claims) : unsigned(claims));
      const send = async (claims: Record<string, string>, nonce?: string) =>
        returned(await ask(world, { ...QUIET, client_id, scope: 'openid', nonce, request: await made(claims) }));
      expect(await send({ ...inside, nonce: 'n' })).toMatchObject(TAKEN);
      expect((await send(inside))?.error_description).toMatch(TURN_ON);
      expect((await send({ ...inside, nonce: '' }, isSigned ? 'n' : undefined))?.error_description).toMatch(TURN_ON);
    },
  );

  it('needs PKCE whatever it sends if it registered itself, and a page says so', async () => {
    const { body } = await register(world, { redirect_uris: ['https://rp.example/cb'] });
    const stranger = { ...WITHOUT, client_id: body.client_id, scope: 'openid' };
    const { status, html } = await visit(world, authorizeUrl(world, stranger));
    expect(status).toBe(400);
    expect(html).toMatch(TURN_ON);
    await world.app.get(ClientsService).update(body.client_id, { require_pkce: null });
    expect(returned(await ask(world, { ...stranger, prompt: 'none' }))?.error).toBe('invalid_request');
  });

  it('is not what a public client is: that one always needs PKCE', async () => {
    const spa = { ...QUIET, client_id: 'spa', redirect_uri: 'https://spa.example/cb', scope: 'openid' };
    expect(returned(await ask(world, spa), spa.redirect_uri)?.error_description).toMatch(TURN_ON);
  });
});

describe('REQUIRE_PKCE=always', () => {
  it('requires PKCE of every client in every request', async () => {
    const world = await createWorld({ roomSettings: { clients: { requirePkce: 'always' } } });
    const metadata = { redirect_uris: ['https://rp.example/cb'], scope: 'openid', require_pkce: false };
    await registerClient(world, { ...metadata, client_id: 'never' });
    for (const client_id of ['app1', 'never'])
      expect(returned(await ask(world, { ...QUIET, client_id, scope: 'openid' }))?.error_description).toMatch(TURN_ON);
    expect(returned(await ask(world, { prompt: 'none' }))).toMatchObject(TAKEN);
    await world.close();
  });
});
