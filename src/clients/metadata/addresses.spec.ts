import { OFFER, pointers, validate } from './metadata.spec-support.js';

describe('redirect URIs', () => {
  it.each<[string, string | undefined, string, boolean]>([
    ['https://rp.example/cb', 'web', 'web', true],
    ['https://localhost/cb', 'web', 'web', true],
    ['http://localhost:8080/cb', 'web', 'web', true],
    ['http://127.0.0.1/cb', 'web', 'web', true],
    ['http://localhost.example/cb', 'web', 'web', false],
    ['http://rp.example/cb', 'web', 'web', false],
    ['com.example.app:/cb', 'web', 'web', false],
    ['cursor://app/cb', 'web', 'web', false],
    ['cursor://app/cb', 'native', 'native', true],
    ['Cursor://app/cb', undefined, 'native', true],
    ['vscode://app/cb', undefined, 'native', false],
    ['javascript://com.example/%0aalert(1)', 'native', 'native', false],
    ['https://rp.example/cb', 'native', 'native', true],
    ['http://127.0.0.1/cb', 'native', 'native', true],
    ['http://localhost:8080/cb', 'native', 'native', true],
    ['https://127.0.0.1/cb', 'native', 'native', false],
    ['com.example.app:/cb', 'native', 'native', true],
    ['http://rp.example/cb', 'native', 'native', false],
    ['https://rp.example/cb', undefined, 'web', true],
    ['http://127.0.0.1/cb', undefined, 'native', true],
    ['com.example.app:/cb', undefined, 'native', true],
  ])('of strangers: %s of an application that is %s', (uri, named, type, accepted) => {
    const raw = { redirect_uris: [uri], ...(named === undefined ? {} : { application_type: named }) };
    for (const by of ['open', 'initial-access-token'] as const) {
      expect(validate(raw, by).metadata.application_type).toBe(type);
      expect(pointers(raw, by)).toEqual(accepted ? [] : ['/redirect_uris/0']);
    }
  });

  it('of a public web application of strangers are not on this machine, also beside https', () => {
    const uris = ['https://rp.example/cb', 'http://localhost:3000/cb'];
    for (const application_type of ['web', undefined]) {
      const raw = { redirect_uris: uris, ...(application_type === undefined ? {} : { application_type }) };
      expect(pointers(raw, 'open')).toEqual([]);
      expect(pointers({ ...raw, token_endpoint_auth_method: 'none' }, 'open')).toEqual(['/redirect_uris/1']);
    }
  });

  it('are validated alike after signing out', () => {
    const raw = { post_logout_redirect_uris: ['http://localhost/bye'] };
    expect(pointers(raw, 'open')).toEqual([]);
    expect(pointers({ ...raw, token_endpoint_auth_method: 'none' }, 'open')).toEqual(['/post_logout_redirect_uris/0']);
    expect(pointers({ post_logout_redirect_uris: ['vscode://app/bye'] })).toEqual(['/post_logout_redirect_uris/0']);
  });

  it('may be plain http only of a confidential client that an administrator registers', () => {
    const raw = {
      redirect_uris: ['http://wiki.internal:8080/cb'],
      post_logout_redirect_uris: ['http://wiki.internal/'],
    };
    const both = ['/redirect_uris/0', '/post_logout_redirect_uris/0'];
    for (const application_type of ['web', 'native']) {
      expect(pointers({ ...raw, application_type })).toEqual([]);
      expect(pointers({ ...raw, application_type, token_endpoint_auth_method: 'none' })).toEqual(both);
      for (const by of ['open', 'initial-access-token'] as const)
        expect(pointers({ ...raw, application_type }, by)).toEqual(both);
    }
  });

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'javascript://rp.example/%0aalert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://rp.example/x',
    'about:blank',
    'filesystem:https://rp.example/x',
    'ftp://rp.example/',
    'http://user@rp.example/',
    'http://rp.example/#x',
    'http://*.rp.example/',
  ])('are never %s, not even if an administrator registers them', (uri) => {
    expect(pointers({ redirect_uris: [uri] })).toEqual(['/redirect_uris/0']);
  });

  it('may be on this machine if an administrator registers them', () => {
    const { metadata, violations } = validate({ redirect_uris: ['http://localhost:3001/cb', 'com.example.app:/cb'] });
    expect([violations, metadata.application_type]).toEqual([[], 'web']);
  });
});

describe('addresses that the server calls', () => {
  const NAMES = ['jwks_uri', 'sector_identifier_uri', 'initiate_login_uri', 'backchannel_logout_uri'] as const;
  const near = { ...OFFER, onLoopback: true };

  it('are https', () => {
    for (const name of NAMES) {
      expect(pointers({ [name]: 'https://rp.example:8443/path?a=b' })).toEqual([]);
      for (const wrong of [
        'http://rp.example/',
        'https://rp.example/#x',
        'https://a@rp.example',
        '/path',
        'ftp://rp.example',
        'https://rp.example/a b',
        'http://localhost',
      ])
        expect([wrong, pointers({ [name]: wrong })]).toEqual([wrong, [`/${name}`]]);
    }
  });

  it('may be on the machine of an issuer that is on a loopback address, but never those of strangers', () => {
    for (const name of NAMES) {
      const raw = { [name]: 'http://localhost:3001/' };
      expect([
        pointers(raw, 'administrator', near),
        pointers(raw, 'initial-access-token', near),
        pointers(raw, 'open', near),
      ]).toEqual([[], [], [`/${name}`]]);
      expect(pointers({ [name]: 'http://rp.example/' }, 'administrator', near)).toEqual([`/${name}`]);
    }
  });

  it('of request objects may carry a digest', () => {
    expect(pointers({ request_uris: ['https://rp.example/r#GkurKxf5T0Y', 'http://rp.example/r'] })).toEqual([
      '/request_uris/1',
    ]);
  });

  it('of a page that signs out are where the client is', () => {
    expect(pointers({ frontchannel_logout_uri: 'https://rp.example/bye' })).toEqual([]);
    for (const page of ['https://other.example/bye', 'https://rp.example:8443/bye', 'http://rp.example/bye'])
      expect(pointers({ frontchannel_logout_uri: page })).toEqual(['/frontchannel_logout_uri']);
  });
});
