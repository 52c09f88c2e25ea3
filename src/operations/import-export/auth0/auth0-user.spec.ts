import { Unmapped } from '../unmapped.js';
import { auth0User, type FactorKinds } from './auth0-user.js';

/** An app with a secret that is long enough is taken. */
const KINDS: FactorKinds = {
  mistakesOf: async ({ secret = '' }) => (secret.length < 16 ? [{ pointer: '/secret', detail: 'is short' }] : []),
};
const BCRYPT = '$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';

describe('a user of Auth0', () => {
  it('keeps identifier, claims and the roles in app_metadata', async () => {
    const unmapped = new Unmapped();
    const user = {
      user_id: 'auth0|5f7c8ec7c33c6c004bbafe82',
      email: 'alice@example.com',
      email_verified: true,
      nickname: 'alice',
      picture: 'https://example.com/alice.png',
      created_at: '2020-10-06T15:35:35.000Z',
      blocked: true,
      passwordHash: BCRYPT,
      identities: [{ provider: 'auth0' }, { provider: 'google-oauth2' }],
      app_metadata: { roles: ['admin'], plan: 'gold' },
      user_metadata: { theme: 'dark' },
      multifactor: ['guardian'],
    };
    expect(await auth0User(user, KINDS, unmapped)).toEqual({
      id: 'auth0|5f7c8ec7c33c6c004bbafe82',
      username: 'alice@example.com',
      email: 'alice@example.com',
      email_verified: true,
      nickname: 'alice',
      picture: 'https://example.com/alice.png',
      password_hash: BCRYPT,
      roles: ['admin'],
      disabled: true,
    });
    expect(unmapped.list().map(({ what }) => what)).toEqual([
      'app_metadata plan',
      'user_metadata theme',
      'member multifactor',
      'identities of google-oauth2',
    ]);
  });

  it('keeps authenticator apps that were added to the export', async () => {
    const unmapped = new Unmapped();
    const mfa_factors = [
      { totp: { secret: 'JBSWY3DPEHPK3PXP' } },
      { totp: { secret: 'SHORT' } },
      { phone: { value: '+1' } },
    ];
    expect(await auth0User({ username: 'a', mfa_factors }, KINDS, unmapped)).toMatchObject({
      factors: [{ type: 'totp', secret: 'JBSWY3DPEHPK3PXP' }],
    });
    expect(unmapped.list().map(({ what }) => what)).toEqual(['mfa_factors totp', 'mfa_factors phone']);
  });

  it('has the roles that may be called so here, and the others are noted', async () => {
    const unmapped = new Unmapped();
    const user = { username: 'a', roles: ['ok', 'a b', '..', 'a\ud800'], app_metadata: { roles: ['ok'] } };
    expect(await auth0User(user, KINDS, unmapped)).toMatchObject({ roles: ['ok'] });
    expect(unmapped.list().map(({ what }) => what)).toEqual(['role a b', 'role ..', 'role a\ud800']);
  });

  it('of an export with password hashes has the identifier that tokens had', async () => {
    const user = { _id: { $oid: '5f7c8ec7c33c6c004bbafe82' }, email: 'a@b.c', passwordHash: BCRYPT, tenant: 'dev' };
    expect(await auth0User(user, KINDS, new Unmapped())).toMatchObject({
      id: 'auth0|5f7c8ec7c33c6c004bbafe82',
      username: 'a@b.c',
    });
  });

  it('whose identifier is too long for the database gets another', async () => {
    const unmapped = new Unmapped();
    expect(await auth0User({ user_id: `samlp|${'x'.repeat(40)}`, username: 'a' }, KINDS, unmapped)).not.toHaveProperty(
      'id',
    );
    expect(unmapped.list()).toHaveLength(1);
  });
});
