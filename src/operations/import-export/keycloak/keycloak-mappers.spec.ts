import { claimMappingsOf, idTokenClaimsOf } from './keycloak-mappers.js';

const EVERYWHERE = { 'id.token.claim': 'true', 'userinfo.token.claim': 'true', 'access.token.claim': 'true' };
const IN = ['id_token', 'userinfo', 'access_token'];
const REALM = {
  roles: { client: { shop: [{ name: 'buyer' }, { name: 'seller' }] } },
  clientScopes: [
    {
      name: 'profile',
      protocolMappers: [
        mapper('usermodel-property', 'preferred_username', { 'user.attribute': 'username' }),
        mapper('usermodel-attribute', 'updated_at', { 'user.attribute': 'updatedAt', 'jsonType.label': 'long' }),
        mapper('usermodel-attribute', 'badge', { 'user.attribute': 'badge' }),
      ],
    },
    { name: 'roles', protocolMappers: [mapper('usermodel-realm-role', 'realm_access.roles')] },
    { name: 'office', protocolMappers: [mapper('usermodel-attribute', 'desk', { 'user.attribute': 'desk' })] },
    { name: 'other', protocolMappers: [mapper('usermodel-attribute', 'x', { 'user.attribute': 'x' })] },
  ],
};

function mapper(kind: string, claim: string | undefined, config: object = {}) {
  return {
    name: `of ${claim}`,
    protocolMapper: `oidc-${kind}-mapper`,
    config: { ...EVERYWHERE, 'claim.name': claim, ...config },
  };
}

function mapped(client: object) {
  const notes: string[] = [];
  return { mappings: claimMappingsOf({ ...client }, REALM, (what) => notes.push(what)), notes };
}

describe('a protocol mapper of Keycloak', () => {
  it.each<[string, object, object]>([
    [
      'usermodel-attribute',
      { 'user.attribute': 'department' },
      { claim: 'it', from: 'attributes.department', as: 'text', in: IN },
    ],
    [
      'usermodel-attribute',
      { 'user.attribute': 'nickname', multivalued: 'true' },
      { claim: 'it', from: 'nickname', as: 'list', in: IN },
    ],
    [
      'usermodel-property',
      { 'user.attribute': 'firstName', 'access.token.claim': 'false' },
      { claim: 'it', from: 'given_name', in: ['id_token', 'userinfo'] },
    ],
    ['usermodel-property', { 'claim.name': 'https://a\\.example/it' }, { claim: 'https://a.example/it' }],
    ['group-membership', { 'full.path': 'true' }, { claim: 'it', from: 'groups', as: 'list', in: IN }],
    ['usermodel-realm-role', { multivalued: 'true' }, { claim: 'it', from: 'roles', as: 'list', in: IN }],
    [
      'usermodel-client-role',
      { 'usermodel.clientRoleMapping.clientId': 'shop', 'usermodel.clientRoleMapping.rolePrefix': 'r-' },
      {
        claim: 'it',
        from: 'roles',
        as: 'list',
        values: { 'shop:buyer': 'r-buyer', 'shop:seller': 'r-seller' },
        in: IN,
      },
    ],
    ['hardcoded-claim', { 'claim.value': 'gold' }, { claim: 'it', value: 'gold', in: IN }],
    ['hardcoded-claim', { 'claim.value': '3', 'jsonType.label': 'int' }, { claim: 'it', value: 3, in: IN }],
    ['full-name', { 'claim.name': undefined }, { claim: 'name', from: 'name', in: IN }],
  ])('of the kind %s is the claim mapping of it (%j)', (kind, config, mapping) => {
    const property = kind === 'usermodel-property' ? { 'user.attribute': 'username' } : {};
    const { mappings, notes } = mapped({ protocolMappers: [mapper(kind, 'it', { ...property, ...config })] });
    expect([mappings, notes]).toEqual([[expect.objectContaining(mapping)], []]);
  });

  it.each<[string, object]>([
    ['audience', {}],
    ['usermodel-attribute', { 'user.attribute': 'floor', 'jsonType.label': 'int' }],
    ['usermodel-attribute', { 'user.attribute': 'floor', 'claim.name': 'office.floor' }],
    ['usermodel-property', { 'user.attribute': 'id' }],
    ['group-membership', { 'full.path': 'false' }],
    ['usermodel-realm-role', { 'usermodel.realmRoleMapping.rolePrefix': 'r-' }],
    ['usermodel-client-role', {}],
    ['usermodel-client-role', { 'usermodel.clientRoleMapping.clientId': 'none' }],
    ['hardcoded-claim', { 'claim.value': 'x', 'jsonType.label': 'JSON' }],
  ])('of the kind %s without a counterpart is noted (%j)', (kind, config) => {
    const noted = { mappings: undefined, notes: ['mapper of it'] };
    expect(mapped({ protocolMappers: [mapper(kind, 'it', config)] })).toEqual(noted);
  });

  it('that tells its claim nowhere, or what is always told, is not worth a word', () => {
    const off = Object.fromEntries(Object.keys(EVERYWHERE).map((name) => [name, 'false']));
    const protocolMappers = [
      mapper('usermodel-property', 'it', { 'user.attribute': 'email', ...off }),
      mapper('sub', 'x'),
    ];
    expect(mapped({ protocolMappers })).toEqual({ mappings: undefined, notes: [] });
  });

  it('of a default client scope counts unless a scope here tells the claim; of an optional one it is noted', () => {
    const client = { defaultClientScopes: ['profile', 'roles', 'office'], optionalClientScopes: ['other'] };
    expect(mapped(client)).toEqual({
      mappings: [
        { claim: 'badge', from: 'attributes.badge', as: 'text', in: IN },
        { claim: 'desk', from: 'attributes.desk', as: 'text', in: IN },
      ],
      notes: ['mapper of x of an optional client scope'],
    });
  });

  it('of a standard claim that is told in ID tokens there is told in them here too', () => {
    const mappers = REALM.clientScopes.map((scope) => ({
      ...scope,
      protocolMappers: scope.protocolMappers.map((each) =>
        each.name === 'of updated_at' ? { ...each, config: { ...each.config, 'id.token.claim': 'false' } } : each,
      ),
    }));
    const client = { defaultClientScopes: ['profile', 'roles', 'office'] };
    expect(idTokenClaimsOf(client, { clientScopes: mappers })).toEqual(['preferred_username']);
    expect(idTokenClaimsOf(client, REALM)).toEqual(['preferred_username', 'updated_at']);
    expect(idTokenClaimsOf({ defaultClientScopes: ['roles'] }, REALM)).toBeUndefined();
  });
});
