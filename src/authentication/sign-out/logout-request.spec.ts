import type { Client } from '../../clients/client.js';
import { Parameters } from '../../oauth/parameters.js';
import { askingClientId, postLogoutRedirect } from './logout-request.js';

const client = {
  clientId: 'web-app',
  postLogoutRedirectUris: ['https://rp.example/bye?a=1', 'https://RP.example/bye?a=b%20c&x', 'com.example.app:/bye'],
} as unknown as Client;

describe('a logout request', () => {
  it('is the client’s that the hint was issued to, or that client_id names', () => {
    expect(askingClientId(Parameters.from({}), undefined)).toBeUndefined();
    expect(askingClientId(Parameters.from({}), { aud: ['web-app'] })).toBe('web-app');
    expect(askingClientId(Parameters.from({ client_id: 'web-app' }), { aud: 'web-app' })).toBe('web-app');
    expect(() => askingClientId(Parameters.from({ client_id: 'other' }), { aud: 'web-app' })).toThrow('issued to');
  });

  it('returns to a registered URI only, with the state beside what is there already', () => {
    const to = (uri: string) => Parameters.from({ post_logout_redirect_uri: uri, state: 's' });
    expect(postLogoutRedirect(to('https://rp.example/bye?a=1'), client)).toBe('https://rp.example/bye?a=1&state=s');
    expect(() => postLogoutRedirect(to('https://rp.example/bye'), client)).toThrow('not registered');
    expect(() => postLogoutRedirect(to('https://rp.example/bye?a=1'), undefined)).toThrow('client_id');
  });

  it.each([
    ['https://RP.example/bye?a=b%20c&x', 'https://RP.example/bye?a=b%20c&x&state=s+t'],
    ['com.example.app:/bye', 'com.example.app:/bye?state=s+t'],
  ])('returns to %s as it is registered, whatever the state', (uri, location) => {
    const parameters = Parameters.from({ post_logout_redirect_uri: uri, state: 's t' });
    expect(postLogoutRedirect(parameters, client)).toBe(location);
  });
});
