import { decodeJwt } from 'jose';
import { ask, askIn, returned } from '../../support/authorization.js';
import { type ClaimsWorld, claims, createClaimsWorld, learn } from '../../support/claims.js';
import { refresh, registerClient, signedInBrowser } from '../../support/world.js';

let world: ClaimsWorld;

beforeAll(async () => {
  world = await createClaimsWorld();
});
afterAll(() => world.close());

describe('OIDC Core §5.5.1.1 and §3.1.2.1: acr and auth_time', () => {
  const acr = (request: unknown) => claims({ id_token: { acr: request } });

  it('an essential acr that can be reached is in the ID token', async () => {
    expect((await learn(world, acr({ essential: true, values: ['2', '1'] }))).idToken.acr).toBe('1');
    expect((await learn(world, acr({ essential: true }))).idToken.acr).toBe('1');
    expect((await learn(world, acr({ essential: true, value: '1' }))).idToken.acr).toBe('1');
  });

  it('an essential acr that cannot be reached is an error, whether or not someone is signed in', async () => {
    const request = acr({ essential: true, values: ['2', 'urn:mace:incommon:iap:silver'] });
    const answer = returned(await ask(world, request));
    expect(answer).toMatchObject({ error: 'unmet_authentication_requirements', state: 'the-state' });
    const location = await askIn(await signedInBrowser(world), world, { ...request, prompt: 'none' });
    expect(location.searchParams.get('error')).toBe('unmet_authentication_requirements');
  });

  it.each([
    ['acr without essential', acr({ values: ['2'] })],
    ['acr in userinfo', claims({ userinfo: { acr: { essential: true, values: ['2'] } } })],
    ['acr_values', { acr_values: '2 urn:x 0' }],
  ])('%s is a wish', async (_, parameters) => {
    expect((await learn(world, parameters)).idToken.acr).toBe('1');
  });

  it('auth_time is in every ID token, also after refreshing', async () => {
    const { idToken, refreshToken } = await learn(world, {
      scope: 'openid offline_access',
      ...claims({ id_token: { auth_time: { essential: true } } }),
    });
    const { body } = await refresh(world, refreshToken, {}, world.reader);
    expect(decodeJwt(body.id_token).auth_time).toBe(idToken.auth_time);
  });

  it('wishes of the registration are fulfilled too: require_auth_time, default_acr_values', async () => {
    const careful = await registerClient(world, {
      client_id: 'careful',
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid',
      require_auth_time: true,
      default_acr_values: ['2', '1'],
    });
    const { idToken } = await learn(world, {}, careful);
    expect(idToken).toMatchObject({ auth_time: expect.any(Number), acr: '1' });
  });
});

describe('OIDC Core §5.2: languages and scripts', () => {
  const names = (userinfo: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(userinfo).filter(([name]) => /^(given_name|family_name|website)/.test(name)));
  const PLAIN = { given_name: 'Hanako', family_name: 'Yamada', website: 'https://hanako.example' };

  it('gives plain values where no language is asked for', async () => {
    expect(names((await learn(world, { scope: 'openid profile' })).userinfo)).toEqual(PLAIN);
  });

  it('gives a claim in the language that its name asks for (§5.5.2)', async () => {
    const { userinfo, idToken } = await learn(
      world,
      claims({
        userinfo: { 'family_name#ja-Hani-JP': { essential: true }, 'website#de': null, 'website#fr': null },
        id_token: { 'given_name#JA-kana-jp': null },
      }),
    );
    expect(userinfo).toEqual({
      sub: idToken.sub,
      'family_name#ja-Hani-JP': '山田',
      'website#de': 'https://hanako.example/de',
    });
    expect(idToken).toMatchObject({ 'given_name#JA-kana-jp': 'ハナコ' });
  });

  it('gives claims in the one language of claims_locales without a tag, and what is not known in it as it is', async () => {
    const german = await learn(world, { scope: 'openid profile', claims_locales: 'de-AT' });
    expect(names(german.userinfo)).toEqual({ ...PLAIN, family_name: 'Jamada', website: 'https://hanako.example/de' });
    const japanese = await learn(world, { scope: 'openid profile', claims_locales: 'ja-Hani' });
    expect(names(japanese.userinfo)).toEqual({ ...PLAIN, given_name: '花子', family_name: '山田' });
  });

  it('gives claims in several languages with tags', async () => {
    const { userinfo } = await learn(world, { scope: 'openid profile', claims_locales: 'ja-Hani-JP de' });
    expect(names(userinfo)).toEqual({
      ...PLAIN,
      'given_name#ja-Hani-JP': '花子',
      'family_name#ja-Hani-JP': '山田',
      'family_name#de': 'Jamada',
      'website#de': 'https://hanako.example/de',
    });
  });

  it('counts for the ID token and after refreshing', async () => {
    const { idToken, refreshToken } = await learn(world, {
      scope: 'openid offline_access',
      claims_locales: 'de',
      ...claims({ id_token: { family_name: null } }),
    });
    expect(idToken).toMatchObject({ family_name: 'Jamada' });
    const { body } = await refresh(world, refreshToken, {}, world.reader);
    expect(decodeJwt(body.id_token)).toMatchObject({ family_name: 'Jamada' });
  });

  it.each([
    { claims_locales: 'xx-nonsense- ?? de_DE' },
    { ui_locales: 'fr-CA fr en' },
    { ui_locales: '???' },
    { display: 'popup' },
    { display: 'hologram' },
  ])('%j is no error', async (parameters) => {
    expect(names((await learn(world, { scope: 'openid profile', ...parameters })).userinfo)).toEqual(PLAIN);
  });
});
