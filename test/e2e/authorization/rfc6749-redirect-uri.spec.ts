import { ClientsService } from '../../../src/clients/clients.service.js';
import { ask, registerOneUriClient, returned, visit } from '../../support/authorization.js';
import { createWorld, freshCode, REDIRECT_URI, redeem, registerClient, type World } from '../../support/world.js';

let world: World;

beforeAll(async () => {
  world = await createWorld();
  await registerClient(world, {
    client_id: 'native',
    redirect_uris: [
      'http://127.0.0.1/cb',
      'http://127.0.0.1/v4',
      'http://[::1]:4000/cb',
      'http://localhost:4000/cb',
      'com.example.app:/cb',
    ],
    token_endpoint_auth_method: 'none',
    scope: 'openid',
  });
  await registerClient(world, {
    client_id: 'app-on-device',
    application_type: 'native',
    redirect_uris: ['http://localhost/cb', 'http://localhost:4000/four', 'http://127.0.0.1/cb'],
    token_endpoint_auth_method: 'none',
    scope: 'openid',
  });
  await registerOneUriClient(world);
  await registerClient(world, {
    client_id: 'two-uris',
    redirect_uris: [REDIRECT_URI, 'https://rp.example/cb2?tenant=a%20b'],
    scope: 'openid api:read',
  });
});
afterAll(() => world.close());

describe('RFC 6749 §3.1.2, RFC 9700 §4.1: the redirect URI', () => {
  it.each([
    ['another host', 'https://evil.example/cb'],
    ['a subdomain', 'https://a.rp.example/cb'],
    ['a longer host', 'https://rp.example.evil.example/cb'],
    ['another scheme', 'http://rp.example/cb'],
    ['an explicit default port', 'https://rp.example:443/cb'],
    ['another port', 'https://rp.example:8443/cb'],
    ['another path', 'https://rp.example/other'],
    ['a longer path', 'https://rp.example/cb/more'],
    ['a trailing slash', 'https://rp.example/cb/'],
    ['a shorter path', 'https://rp.example/'],
    ['an added query', 'https://rp.example/cb?next=https://evil.example'],
    ['an empty query', 'https://rp.example/cb?'],
    ['a fragment', 'https://rp.example/cb#x'],
    ['an empty fragment', 'https://rp.example/cb#'],
    ['user information', 'https://rp.example@evil.example/cb'],
    ['a user', 'https://user@rp.example/cb'],
    ['an upper-case host', 'https://RP.example/cb'],
    ['an upper-case scheme', 'HTTPS://rp.example/cb'],
    ['an upper-case path', 'https://rp.example/CB'],
    ['percent-encoding', 'https://rp.example/%63b'],
    ['an encoded slash', 'https://rp.example%2Fcb'],
    ['path traversal', 'https://rp.example/cb/../evil'],
    ['path traversal back to the registered path', 'https://rp.example/x/../cb'],
    ['encoded path traversal', 'https://rp.example/cb/%2e%2e/evil'],
    ['path parameters', 'https://rp.example/cb;x'],
    ['a backslash', 'https://rp.example\\@evil.example/cb'],
    ['a backslash in the path', 'https://rp.example/cb\\..\\evil'],
    ['a wildcard', 'https://*.example/cb'],
    ['a space before', ' https://rp.example/cb'],
    ['a space after', 'https://rp.example/cb '],
    ['a line break', 'https://rp.example/cb\r\nset-cookie: a=b'],
    ['a tab', 'https://rp.example/\tcb'],
    ['no scheme', '//rp.example/cb'],
    ['only a path', '/cb'],
    ['a relative path', 'cb'],
    ['a script', 'javascript:alert(1)//https://rp.example/cb'],
    ['data', 'data:text/html,https://rp.example/cb'],
    ['a look-alike host', 'https://rp.exаmple/cb'],
    ['two URIs in one', `${REDIRECT_URI} https://evil.example/cb`],
    ['two URIs with a comma', `${REDIRECT_URI},https://evil.example/cb`],
    ['the URI of another client', 'https://spa.example/cb'],
  ])('that has %s is shown to the person and never redirected to', async (_, redirect_uri) => {
    const answer = await ask(world, { redirect_uri });
    expect([answer.status, answer.location]).toEqual([400, undefined]);
    expect(answer.html).toContain('invalid_request');
    expect(answer.headers.get('refresh')).toBeNull();
    expect(answer.html).not.toMatch(/<meta[^>]+refresh|href="(https:\/\/(evil|a\.rp)|javascript)/);
  });

  it('is not followed where a mistake elsewhere in the request would be sent to it', async () => {
    for (const violation of [{ response_type: 'token' }, { prompt: 'none' }, { scope: 'api:unregistered' }]) {
      expect((await ask(world, { redirect_uri: 'https://evil.example/', ...violation })).location).toBeUndefined();
      expect((await ask(world, { client_id: 'nobody', ...violation })).location).toBeUndefined();
    }
  });

  it('may have any port where it is an IP literal of this machine (RFC 8252 §7.3)', async () => {
    const native = { client_id: 'native', scope: 'openid', prompt: 'none' };
    for (const uri of [
      'http://127.0.0.1/cb',
      'http://127.0.0.1:1/cb',
      'http://127.0.0.1:65535/cb',
      'http://[::1]/cb',
      'http://[::1]:51004/cb',
    ]) {
      const { location } = await ask(world, { ...native, redirect_uri: uri });
      expect(location?.href.startsWith(`${new URL(uri).href}?`)).toBe(true);
      expect(location?.searchParams.get('error')).toBe('login_required');
    }
  });

  it.each([
    'http://localhost:4001/cb',
    'http://localhost/cb',
    'http://127.0.0.1:4000/other',
    'http://[::1]:4000/v4',
    'http://127.0.0.1:4000/cb?x',
    'https://127.0.0.1:4000/cb',
    'http://127.0.0.1:65536/cb',
    'http://127.0.0.1:/cb',
    'http://127.0.0.1:80@evil.example/cb',
    'http://127.0.0.1.evil.example/cb',
    'http://127.0.0.2:4000/cb',
    'http://127.1/cb',
    'http://2130706433/cb',
    'http://[::1]:4000@evil.example/cb',
    'http://[0:0:0:0:0:0:0:1]/cb',
    'http://[::ffff:127.0.0.1]/cb',
    'com.example.app:/cb/',
    'com.example.app://cb',
    'com.example.apps:/cb',
  ])('%s is not one of the native app, whose loopback ports are free', async (redirect_uri) => {
    const answer = await ask(world, { client_id: 'native', scope: 'openid', redirect_uri });
    expect([answer.status, answer.location]).toEqual([400, undefined]);
  });

  it.each([
    'http://localhost/cb',
    'http://localhost:8080/cb',
    'http://localhost:5/four',
    'http://localhost/four',
    'http://127.0.0.1:8080/cb',
  ])('%s may have any port if the client is registered as native', async (redirect_uri) => {
    const { location } = await ask(world, {
      client_id: 'app-on-device',
      scope: 'openid',
      prompt: 'none',
      redirect_uri,
    });
    expect(location?.href.startsWith(`${redirect_uri}?`)).toBe(true);
  });

  it.each([
    'http://localhost:8080/other',
    'http://localhost:8080/cb?x',
    'https://localhost:8080/cb',
    'http://localhost:65536/cb',
    'http://localhost:/cb',
    'http://localhost:80@evil.example/cb',
    'http://localhost.evil.example/cb',
    'http://evil.localhost:8080/cb',
    'http://localhost.:8080/cb',
    'http://LOCALHOST:8080/cb',
    'http://127.0.0.1:8080/four',
    'http://[::1]:8080/cb',
  ])('%s is not one of the app that is registered as native', async (redirect_uri) => {
    const answer = await ask(world, { client_id: 'app-on-device', scope: 'openid', redirect_uri });
    expect([answer.status, answer.location]).toEqual([400, undefined]);
  });

  it('of a private-use scheme gets the answer', async () => {
    const { location } = await ask(world, {
      client_id: 'native',
      scope: 'openid',
      prompt: 'none',
      redirect_uri: 'com.example.app:/cb',
    });
    expect(location?.href).toMatch(/^com\.example\.app:\/cb\?(.+&)?error=login_required&/);
  });

  it('may be any of those that are registered, and keeps its own query', async () => {
    const answer = await ask(world, {
      client_id: 'two-uris',
      scope: 'openid',
      prompt: 'none',
      redirect_uri: 'https://rp.example/cb2?tenant=a%20b',
    });
    expect(answer.location?.href).toMatch(/^https:\/\/rp\.example\/cb2\?tenant=a%20b&(.+&)?error=login_required&/);
  });

  it('may be left out by a client that has just one, unless openid is asked for', async () => {
    const plain = { client_id: 'one-uri', redirect_uri: undefined, prompt: 'none' };
    expect(returned(await ask(world, { ...plain, scope: 'api:read' }))).toMatchObject({ error: 'login_required' });
    expect((await ask(world, { ...plain, scope: 'openid api:read' })).status).toBe(400);
    expect((await ask(world, { ...plain, client_id: 'two-uris', scope: 'api:read' })).status).toBe(400);
  });

  it.each([
    ['characters that a header cannot carry', 'https://rp.example/€'],
    ['a host that is not ASCII', 'https://rp.exämple/cb'],
    ['a host that would end a directive of a content security policy', 'https://rp.example;sandbox/cb'],
    ['a host with a comma', 'https://rp.example,evil.example/cb'],
    ['a quotation mark', 'https://rp.example/"'],
    ['a fragment', 'https://rp.example/cb#x'],
    ['a wildcard', 'https://*.rp.example/cb'],
    ['user information', 'https://user@rp.example/cb'],
    ['a script', 'javascript:alert(1)'],
  ])('with %s cannot be registered', async (_, uri) => {
    await expect(registerClient(world, { redirect_uris: [uri], scope: 'openid' })).rejects.toThrow(/redirect_uris/);
  });

  it('may be plain http only of a confidential client that an administrator registers', async () => {
    const inner = { redirect_uris: ['http://wiki.internal/cb'], scope: 'openid' };
    await expect(registerClient(world, { ...inner, token_endpoint_auth_method: 'none' })).rejects.toThrow(/https/);
    await registerClient(world, { ...inner, client_id: 'wiki' });
    const sent = { client_id: 'wiki', scope: 'openid', prompt: 'none', redirect_uri: 'http://wiki.internal/cb' };
    expect((await ask(world, sent)).location?.href).toMatch(
      /^http:\/\/wiki\.internal\/cb\?(.+&)?error=login_required&/,
    );
    expect((await ask(world, { ...sent, redirect_uri: 'http://wiki.internal:80/cb' })).status).toBe(400);
    const change = world.app.get(ClientsService).update('wiki', { token_endpoint_auth_method: 'none' });
    await expect(change).rejects.toThrow(/https/);
  });

  it('that was left out is left out at the token endpoint, or refused there', async () => {
    await registerClient(world, {
      client_id: 'short',
      redirect_uris: [REDIRECT_URI],
      scope: 'api:read',
      token_endpoint_auth_method: 'none',
    });
    const short = { id: 'short', secret: undefined };
    const code = () => freshCode(world, { client_id: 'short', redirect_uri: undefined, scope: 'api:read' });
    expect((await redeem(world, await code(), { redirect_uri: undefined }, short)).status).toBe(200);
    expect((await redeem(world, await code(), {}, short)).body.error).toBe('invalid_grant');
  });
});

describe('RFC 6749 §4.1.2.1: an unknown client', () => {
  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['not registered', 'nobody'],
    ['of another case', 'APP1'],
    ['with spaces around', ' app1 '],
    ['with a NUL', 'app1\0'],
    ['very long', 'a'.repeat(5000)],
    ['a property of objects', '__proto__'],
    ['an SQL fragment', "' OR 1=1 --"],
  ])('is shown to the person and not redirected where the client_id is %s', async (_, client_id) => {
    const answer = await ask(world, { client_id });
    expect([answer.status, answer.location]).toEqual([400, undefined]);
    expect(answer.html).toMatch(/invalid_(client|request)/);
  });

  it('is not told from one that was deleted', async () => {
    expect((await ask(world, { client_id: 'constructor' })).html).toContain('invalid_client');
  });
});

describe('what the error page echoes', () => {
  const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\'';

  it.each(['client_id', 'redirect_uri'])('is text only: %s', async (name) => {
    const { html, headers } = await ask(world, { [name]: HOSTILE });
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
  });

  it.each([
    'state',
    'scope',
    'nonce',
    'prompt',
    'max_age',
    'response_type',
    'response_mode',
    'login_hint',
    'resource',
    'code_challenge',
    'code_challenge_method',
  ])('is text only on the page that posts the answer: %s', async (name) => {
    const { html } = await ask(world, { response_mode: 'form_post', prompt: 'none', [name]: HOSTILE });
    expect(html).not.toMatch(/<script>|<img/);
  });

  it('is text only on the sign-in page, the login_hint too', async () => {
    const { location } = await ask(world, { login_hint: HOSTILE, state: HOSTILE });
    const { html } = await visit(world, `${location}`);
    expect(html).not.toMatch(/<script(?! src="\/assets\/(?:forms|passkeys)\.js")|<img/);
    expect(html).toContain('value="&quot;>&lt;script>alert(1)');
  });

  it('cannot split the headers of the answer', async () => {
    const answer = await ask(world, { prompt: 'none', state: 'a\r\nset-cookie: evil=1\r\n\r\n<script>' });
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(returned(answer)?.state).toBe('a\r\nset-cookie: evil=1\r\n\r\n<script>');
  });
});
