import { withoutPath } from './below-path.js';

describe('an address below the path of the issuer', () => {
  it.each([
    ['/auth/login?request=a', '/login?request=a'],
    ['/auth', '/'],
    ['/auth/', '/'],
    ['/auth?a=/auth/b', '/?a=/auth/b'],
    ['/auth/auth/login', '/auth/login'],
    ['/auth/.well-known/openid-configuration', '/.well-known/openid-configuration'],
    ['/auth//evil.example', '//evil.example'],
  ])('loses the path: %s', (url, expected) => expect(withoutPath(url, '/auth')).toBe(expected));

  it.each([
    ['/.well-known/oauth-authorization-server/auth', '/.well-known/oauth-authorization-server'],
    ['/.well-known/openid-configuration/auth?a=b', '/.well-known/openid-configuration?a=b'],
    ['/.well-known/oauth-protected-resource/auth/admin/v1', '/.well-known/oauth-protected-resource/admin/v1'],
  ])('may have the name of a document before it: %s', (url, expected) =>
    expect(withoutPath(url, '/auth')).toBe(expected),
  );

  it.each([
    '/login',
    '/authors',
    '/authentication/auth',
    '/Auth/login',
    '/.well-known/oauth-authorization-server',
    '/.well-known/oauth-authorization-server/other',
    '/.well-known/oauth-authorization-server/authors',
    '/.well-known/change-password/auth',
    '*',
    '',
  ])('stays what it is if it is not below it: %s', (url) => expect(withoutPath(url, '/auth')).toBe(url));

  it('may have several segments', () => expect(withoutPath('/realms/main/login', '/realms/main')).toBe('/login'));
});
