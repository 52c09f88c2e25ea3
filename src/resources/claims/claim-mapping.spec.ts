import { type ClaimMapping, ClaimMappings } from './claim-mapping.js';
import { claimMappingMistakes } from './claim-mapping-rules.js';

const PERSON = {
  attributes: { department: 'R&D', floor: 3, remote: true, sites: ['Berlin', 'Kyoto'], empty: '' },
  claims: {
    username: 'alice',
    email: 'alice@example.com',
    roles: ['editor', 'viewer'],
    groups: ['/staff/dev', '/all'],
  },
};

function told(mapping: Omit<ClaimMapping, 'claim'>) {
  const mappings = ClaimMappings.of([{ claim: 'it', ...mapping }], ['id_token']);
  return mappings.at('id_token')[0]?.read(PERSON);
}

describe('a mapped claim', () => {
  it.each<[string, Omit<ClaimMapping, 'claim'>, unknown]>([
    ['an attribute, as it is', { from: 'attributes.department' }, 'R&D'],
    ['a number', { from: 'attributes.floor' }, 3],
    ['a number as text', { from: 'attributes.floor', as: 'text' }, '3'],
    ['true', { from: 'attributes.remote' }, true],
    ['a list', { from: 'attributes.sites' }, ['Berlin', 'Kyoto']],
    ['a text as a list', { from: 'attributes.department', as: 'list' }, ['R&D']],
    ['the first of a list as text', { from: 'groups', as: 'text' }, '/staff/dev'],
    ['the username', { from: 'username' }, 'alice'],
    ['a standard claim', { from: 'email' }, 'alice@example.com'],
    ['a value for everyone', { value: 'gold' }, 'gold'],
    ['some of the values', { from: 'groups', values: ['/all', '/none'] }, ['/all']],
    ['values by other names', { from: 'roles', values: { editor: 'Editor' } }, ['Editor']],
    ['the value that stands first', { from: 'roles', as: 'text', values: { viewer: 'V', editor: 'E' } }, 'V'],
    ['one name for several values', { from: 'roles', values: { viewer: 'Any', editor: 'Any' } }, ['Any']],
    ['an empty list of what no one has', { from: 'roles', values: ['admin'] }, []],
    ['nothing of what no one has', { from: 'roles', as: 'text', values: ['admin'] }, undefined],
    ['nothing of an attribute that the person has not', { from: 'attributes.badge', as: 'list' }, undefined],
    ['nothing of an empty attribute', { from: 'attributes.empty' }, undefined],
    ['nothing of what every object has', { from: 'attributes.constructor' }, undefined],
  ])('is %s', (_what, mapping, value) => {
    expect(told(mapping)).toEqual(value);
  });

  it('is told where its mapping says, else in the usual places', () => {
    const mappings = ClaimMappings.of(
      [
        { claim: 'a', from: 'email' },
        { claim: 'b', from: 'email', in: ['access_token'] },
        { claim: 'c', from: 'email', in: [] },
      ],
      ['id_token', 'userinfo'],
    );
    const names = (['id_token', 'userinfo', 'access_token', 'introspection'] as const).map((place) =>
      mappings.at(place).map(({ claim }) => claim),
    );
    expect(names).toEqual([['a'], ['a'], ['b'], []]);
    expect(mappings.named('c')?.scope).toBe('email');
  });
});

describe('a mapping is refused, with its place', () => {
  const RULES = {
    places: ['id_token', 'userinfo', 'access_token', 'introspection'],
    usual: ['id_token', 'userinfo'],
    sources: {
      knowsAttribute: (name: string) => name === 'department',
      isAdded: (claim: string) => claim === 'org_id',
    },
    hiddenRoles: new Set(['admin']),
    mayAskFor: (scope: string) => scope === 'roles' || scope === 'email',
  } as const;
  const mistakes = (...mappings: unknown[]) =>
    claimMappingMistakes(mappings, RULES).map(({ pointer, detail }) => `${pointer} ${detail}`);

  it('unless nothing is wrong with it', () => {
    expect(
      mistakes(
        { claim: 'department', from: 'attributes.department', as: 'text', in: ['access_token'] },
        { claim: 'department', from: 'attributes.department', as: 'list', in: ['userinfo'] },
        { claim: 'https://grafana.example/role', from: 'roles', values: { editor: 'Editor' }, as: 'text' },
        { claim: 'tier', value: 3 },
        { claim: 'mail', from: 'email', in: [] },
      ),
    ).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown attribute',
      { claim: 'a', from: 'attributes.departmnt' },
      '/0/from names an attribute that is not decl',
    ],
    ['an unknown source', { claim: 'a', from: 'password_hash' }, '/0/from must be attributes.NAME, roles'],
    ['a source of every object', { claim: 'a', from: 'constructor' }, '/0/from must be attributes.NAME, roles'],
    [
      'a role that it may not see',
      { claim: 'a', from: 'roles', values: { editor: 'x', admin: 'y' } },
      '/0/values/admin is',
    ],
    [
      'such a role in a list',
      { claim: 'a', from: 'roles', values: ['editor', 'admin'] },
      '/0/values/1 is about the role',
    ],
    ['a scope that it may not ask for', { claim: 'a', from: 'groups' }, '/0/from needs the scope groups'],
    ['the username, which is of the profile', { claim: 'a', from: 'username' }, '/0/from needs the scope profile'],
    ['no source', { claim: 'a' }, '/0/from is missing'],
    ['two sources', { claim: 'a', from: 'roles', value: 'x' }, '/0/value must be left out'],
    ['a value that is an object', { claim: 'a', value: {} }, '/0/value must be text'],
    ['no claim', { from: 'roles' }, '/0/claim is missing'],
    ['the claim __proto__', { claim: '__proto__', from: 'roles' }, '/0/claim must be the name'],
    ['another place', { claim: 'a', from: 'roles', in: ['logout_token'] }, '/0/in must be a list of some of'],
    ['another form', { claim: 'a', from: 'roles', as: 'number' }, '/0/as must be text or list'],
    ['an unknown member', { claim: 'a', from: 'roles', to: 'x' }, '/0/to is none of'],
    ['no object', 'roles', '/0 must be an object'],
  ])('%s', (_what, mapping, mistake) => {
    expect(mistakes(mapping)[0]).toContain(mistake);
  });

  it.each([
    ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'nonce', 'azp', 'at_hash', 'c_hash', 's_hash', 'auth_time'],
    ...['acr', 'amr', 'sid', 'client_id', 'scope', 'cnf', 'act', 'may_act', 'events', 'active', 'token_type', 'family'],
  ])('the reserved claim %s', (claim) => {
    expect(mistakes({ claim, from: 'roles' })).toEqual([
      expect.stringMatching(/^\/0\/claim is a claim that the server/),
    ]);
  });

  it('a claim that a room adds', () => {
    expect(mistakes({ claim: 'org_id', from: 'roles' })).toHaveLength(1);
  });

  it('a claim that is reserved in one of its places', () => {
    const claim = 'roles';
    expect(mistakes({ claim, from: 'roles', in: ['id_token'] })).toEqual([]);
    expect(mistakes({ claim, from: 'roles', in: ['access_token'] })).toHaveLength(1);
    expect(mistakes({ claim, from: 'roles', in: ['introspection'] })).toHaveLength(1);
  });

  it('two of one claim in one place', () => {
    const [first, second] = [
      { claim: 'a', from: 'roles', in: ['id_token'] },
      { claim: 'a', from: 'email' },
    ];
    expect(mistakes(first, second)).toEqual(['/1/claim is that of item 0 already']);
  });

  it('more than fifty', () => {
    expect(mistakes(...Array.from({ length: 51 }, (_, index) => ({ claim: `a${index}`, from: 'roles' })))).toHaveLength(
      1,
    );
  });
});
