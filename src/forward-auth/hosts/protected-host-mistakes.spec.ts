import { USUAL_HEADERS } from './protected-host.js';
import { hostProblem, protectedHostMistakes } from './protected-host-mistakes.js';

const ISSUER = 'https://login.example.com';

describe('the name of a protected host', () => {
  it.each(['wiki.example.com', 'wiki.example.com:8443', '10.0.0.7', 'wiki', 'my_wiki.lan'])('may be %s', (host) =>
    expect(hostProblem(host, ISSUER)).toBeUndefined(),
  );

  it.each([
    'Wiki.example.com',
    'wiki.example.com:443',
    'wiki.example.com/',
    'wiki.example.com/x',
    'https://wiki.example.com',
    'user@wiki.example.com',
    '*.example.com',
    'wiki.example.com.',
    '-wiki.example.com',
    '010.0.0.7',
    '127.1',
    'wiki.example.com:0',
    'wiki.example.com:70000',
    'bücher.example.com',
    'wiki example',
    '',
    `${'a'.repeat(237)}.com`,
  ])('must not be %j: browsers call no host so, or there is more in it', (host) =>
    expect(hostProblem(host, ISSUER)).toContain('must be a host name in small letters'),
  );

  it('must not be the host of the server, which protects itself', () => {
    expect(hostProblem('login.example.com', ISSUER)).toBe('is the host of this server');
    expect(hostProblem('login.example.com:8443', ISSUER)).toBeUndefined();
  });
});

describe('what is said of a protected host', () => {
  const at = (more: Readonly<Record<string, unknown>>) =>
    protectedHostMistakes({ name: 'Wiki', rules: [{}], headers: USUAL_HEADERS, ...more }).map(({ pointer }) => pointer);

  it('may have rules of every kind', () => {
    const rules = [
      { paths: ['/', '/a b/ü', '/x%y'.replace('%', '-')], methods: ['GET', 'PROPFIND'], access: 'public' },
      { access: 'signed-in', roles: ['a'], groups: ['/staff/dev', 'Domain Users'], minimum_acr: 'phr' },
    ];
    expect(at({ rules, headers: { 'X-Auth-Request-User': 'sub', 'Remote-Roles': 'roles' } })).toEqual([]);
  });

  it.each([
    ['no name', { name: '' }, '/name'],
    ['rules that are none', { rules: {} }, '/rules'],
    ['no rule', { rules: [] }, '/rules'],
    ['too many rules', { rules: Array.from({ length: 101 }, () => ({})) }, '/rules'],
    ['a rule that is none', { rules: ['public'] }, '/rules/0'],
    ['a member that no rule has', { rules: [{ role: 'admin' }] }, '/rules/0/role'],
    ['a member of every object', { rules: [JSON.parse('{"__proto__":1}')] }, '/rules/0/__proto__'],
    ['roles of those whom no one knows', { rules: [{ access: 'public', roles: ['a'] }] }, '/rules/0/roles'],
    ['a path with half of a surrogate pair', { rules: [{ paths: ['/\ud800'] }] }, '/rules/0/paths/0'],
    ['a path with a control character', { rules: [{ paths: ['/a\u0007b'] }] }, '/rules/0/paths/0'],
    ['a path with characters that some servers take for dots', { rules: [{ paths: ['/\uff0e'] }] }, '/rules/0/paths/0'],
    ['an empty list, which would admit no one', { rules: [{ groups: [] }] }, '/rules/0/groups'],
    ['null', { rules: [{ paths: null }] }, '/rules/0/paths'],
    ['an unknown access', { rules: [{ access: 'open' }] }, '/rules/0/access'],
    ['an unknown level', { rules: [{ minimum_acr: '2' }] }, '/rules/0/minimum_acr'],
    ['a method in small letters', { rules: [{ methods: ['get'] }] }, '/rules/0/methods/0'],
    ['headers that are none', { headers: ['Remote-User'] }, '/headers'],
    ['a header that says nothing known', { headers: { 'Remote-User': 'password' } }, '/headers/Remote-User'],
    ['a header of proxies', { headers: { 'X-Forwarded-User': 'username' } }, '/headers/X-Forwarded-User'],
    ['a header of browsers', { headers: { 'Set-Cookie': 'username' } }, '/headers/Set-Cookie'],
    ['a header twice', { headers: { 'X-User': 'sub', 'x-user': 'sub' } }, '/headers/x-user'],
  ])('must not have %s', (_, more, pointer) => expect(at(more)).toContain(pointer));

  it.each(['', 'admin', '/admin/', '/a//b', '/a/../b', '/a%2fb', '/a?b', '/a#b', '/a;b', '/a\\b', '/a.', '/\n', '//'])(
    'must not have a path that no request has, or that can be read in two ways: %j',
    (path) => expect(at({ rules: [{ paths: ['/ok', path] }] })).toEqual(['/rules/0/paths/1']),
  );
});
