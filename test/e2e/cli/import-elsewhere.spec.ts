import { digest } from '../../../src/platform/crypto/secrets.js';
import { type CommandFolder, newCommandFolder } from '../../support/command-folder.js';
import { BCRYPT, lines } from '../../support/imported-users.js';
import { DIALECTS } from '../../support/test-database.js';

describe.each(DIALECTS)('importing from other servers on %s', (dialect) => {
  let { gatehouse, file, remove } = {} as CommandFolder;

  beforeEach(async () => {
    ({ gatehouse, file, remove } = await newCommandFolder(dialect));
  });
  afterEach(() => remove());

  it('takes the realm of a Keycloak, and lists what did not map', async () => {
    const mapper = (claim: string, attribute: string, kind = 'attribute') => ({
      name: claim,
      protocolMapper: `oidc-usermodel-${kind}-mapper`,
      config: { 'claim.name': claim, 'user.attribute': attribute, 'id.token.claim': 'true' },
    });
    const realm = {
      realm: 'demo',
      identityProviders: [{ alias: 'github' }],
      clients: [
        {
          clientId: 'shop',
          secret: 'Zq3t6w9yB8EhMcQfTjWnZr4u7xAkDlGp',
          standardFlowEnabled: true,
          redirectUris: ['https://shop.example/cb'],
          defaultClientScopes: ['profile', 'email'],
          protocolMappers: [
            mapper('login', 'username', 'property'),
            mapper('sub', 'email', 'property'),
            mapper('desk', 'desk'),
          ],
        },
        { clientId: 'batch', secret: '**********', serviceAccountsEnabled: true },
        { clientId: "the urn:batch's", secret: 'short-secret', serviceAccountsEnabled: true },
        { clientId: 'guessable', secret: 'secret', serviceAccountsEnabled: true },
        {
          clientId: 'signing',
          secret: 'short-secret',
          clientAuthenticatorType: 'client-secret-jwt',
          serviceAccountsEnabled: true,
        },
        { clientId: 'wild', secret: '**********', standardFlowEnabled: true, redirectUris: ['https://wild.example/*'] },
      ],
      users: [
        { id: '0d5ae7f5-5bd7-4a0c-9b8c-5d1e4a4c2a10', username: 'alice', enabled: true, realmRoles: ['editor'] },
        { username: 'bob', email: 'no address' },
      ],
    };
    const clients = ['shop', 'batch', "the urn:batch's", 'guessable', 'signing'];
    const path = file('realm.json', JSON.stringify(realm));
    const dry = await gatehouse.run('import', 'keycloak', path, '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toMatchObject({ created: 1, clients_created: clients });
    await expect(gatehouse.run('clients', 'list')).resolves.toMatchObject({ code: 1 });
    const said = await gatehouse.run('import', 'keycloak', path, '--dry-run');
    expect(said.stdout).toContain(`clients that would be created`);

    const { stdout } = await gatehouse.run('import', 'keycloak', path, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      created: 1,
      rejected: 1,
      rejections: [{ line: 2, username: 'bob', field: '/email' }],
      clients_created: clients,
      unmapped: [
        { what: 'identity provider github' },
        { what: 'claim sub of client shop', why: expect.stringContaining('by itself') },
        { what: 'claim desk of client shop', why: expect.stringContaining('gatehouse attributes declare') },
        { what: 'secret of client batch', why: expect.stringMatching(/^is not in the export.*rotate-secret batch$/) },
        {
          what: "secret of client the urn:batch's",
          why: expect.stringMatching(/^has fewer than 32 .* works as it is.*rotate-secret 'the urn:batch'\\''s'$/),
        },
        { what: 'secret of client guessable', why: expect.stringContaining('too short') },
        { what: 'secret of client signing', why: expect.stringContaining('too short') },
        { what: 'redirect URI https://wild.example/* of client wild' },
        { what: 'secret of client wild' },
        { what: 'client wild', why: expect.stringContaining('redirect_uris') },
      ],
    });
    await expect(gatehouse.json('users', 'show', 'alice')).resolves.toMatchObject({ id: realm.users[0]?.id });
    await expect(gatehouse.json('clients', 'show', 'shop')).resolves.toMatchObject({
      claim_mappings: [{ claim: 'login', from: 'username', in: ['id_token'] }],
    });
    const exported = JSON.parse((await gatehouse.run('export')).stdout).clients;
    expect(exported.find(({ client_id }: { client_id: string }) => client_id === "the urn:batch's")).toMatchObject({
      client_secrets: [{ digest: digest('short-secret') }],
    });
    const again = await gatehouse.run('import', 'keycloak', path, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ unchanged: 1, clients_unchanged: clients });
  });

  it('takes the users of an Auth0', async () => {
    const path = file(
      'auth0.ndjson',
      lines(
        { user_id: 'auth0|5f7c8ec7c33c6c004bbafe82', email: 'alice@example.com', passwordHash: BCRYPT },
        { user_id: 'auth0|5f7c8ec7c33c6c004bbafe83', email: 'bob@example.com', user_metadata: { theme: 'dark' } },
      ),
    );
    await expect(gatehouse.json('import', 'auth0', path)).resolves.toMatchObject({
      created: 2,
      unmapped: [{ what: 'user_metadata theme', count: 1 }],
    });
    const { stdout } = await gatehouse.run('import', 'auth0', path);
    expect(stdout).toContain('What did not map:');
    await expect(gatehouse.json('users', 'show', 'alice@example.com')).resolves.toMatchObject({
      id: 'auth0|5f7c8ec7c33c6c004bbafe82',
    });
  });
});
