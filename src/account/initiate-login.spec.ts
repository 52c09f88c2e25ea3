import type { User } from '../users/user.js';
import { initiateLoginUrl } from './initiate-login.js';

const issuer = 'https://login.example.com';
const user = { username: 'alice', claims: { email: 'alice@example.com' } } as User;
const urlFor = (uri: string | undefined, granted: readonly string[] = ['openid']) =>
  initiateLoginUrl(uri, { issuer, user, granted });

describe('where a person opens a client (OIDC Core §4)', () => {
  it('names the issuer, and keeps the parameters that the client registered', () => {
    expect(urlFor('https://rp.example/start?tenant=a%26b')).toBe(
      `https://rp.example/start?tenant=a%26b&iss=${encodeURIComponent(issuer)}`,
    );
  });

  it('names the person only as the client may know them', () => {
    const hint = (...granted: string[]) =>
      new URL(urlFor('https://rp.example/', granted) ?? '').searchParams.get('login_hint');
    expect(hint('openid', 'api:read')).toBeNull();
    expect(hint('openid', 'email')).toBe('alice@example.com');
    expect(hint('openid', 'email', 'profile')).toBe('alice');
  });

  it('is https, or plain http on this machine', () => {
    expect(urlFor('http://127.0.0.1:3001/start')).toContain('http://127.0.0.1:3001/start?iss=');
    for (const uri of [
      undefined,
      '',
      'rp.example',
      'http://rp.example/',
      'javascript:alert(1)',
      'data:text/html,x',
      'com.example:/',
    ]) {
      expect(urlFor(uri)).toBeUndefined();
    }
  });
});
