import { hash } from 'node:crypto';
import { verifierMatches } from '../../oauth/pkce.js';
import { returnTo, SignInStates } from './sign-in-state.js';

const NOW = Date.UTC(2030, 0, 1);
const states = new SignInStates(Buffer.alloc(32, 7));

describe('the state of a sign-in', () => {
  const { state, codeChallenge } = states.begin('wiki.example.com', '/page', 'browser', NOW);

  it('is known again in its browser and at its host, with the verifier of its challenge', () => {
    const begun = states.find(state, 'wiki.example.com', 'browser', NOW);
    expect(begun?.to).toBe('/page');
    expect(verifierMatches(begun?.codeVerifier ?? '', codeChallenge)).toBe(true);
  });

  it('is not known in another browser, at another host, to another server, or after an hour', () => {
    expect(states.find(state, 'wiki.example.com', 'other', NOW)).toBeUndefined();
    expect(states.find(state, 'shop.example.com', 'browser', NOW)).toBeUndefined();
    expect(new SignInStates(Buffer.alloc(32, 8)).find(state, 'wiki.example.com', 'browser', NOW)).toBeUndefined();
    expect(states.find(state, 'wiki.example.com', 'browser', NOW + 3_599_999)).toBeDefined();
    expect(states.find(state, 'wiki.example.com', 'browser', NOW + 3_600_000)).toBeUndefined();
  });

  it('is not known with anything changed in it', () => {
    const [content = '', mark = ''] = state.split('.');
    const elsewhere = Buffer.from(JSON.stringify(['wiki.example.com', '//evil.example', NOW, 'x'])).toString(
      'base64url',
    );
    for (const changed of [`${elsewhere}.${mark}`, `${content}.`, content, `${state}.x`, `.${mark}`, '', 'nonsense'])
      expect(states.find(changed, 'wiki.example.com', 'browser', NOW)).toBeUndefined();
  });

  it('is another one each time, and so is its challenge', () => {
    const again = states.begin('wiki.example.com', '/page', 'browser', NOW);
    expect(again.state).not.toBe(state);
    expect(again.codeChallenge).not.toBe(codeChallenge);
    expect(hash('sha256', state, 'base64url')).not.toBe(codeChallenge);
  });
});

describe('where a sign-in leads back to', () => {
  it('is what was asked for, if it is a path', () => {
    expect(returnTo('/a/b%20c?d=e&f=%2F', '/forward-auth')).toBe('/a/b%20c?d=e&f=%2F');
    expect(returnTo('/forward-authors', '/forward-auth')).toBe('/forward-authors');
    expect(returnTo('//evil.example', '/forward-auth')).toBe('//evil.example');
  });

  it.each([
    undefined,
    '',
    'a',
    'https://evil.example',
    '/a b',
    '/a\nb',
    '/\u00fc',
    '/forward-auth/sign-in',
    '/forward-auth?x',
    '/forward-auth',
  ])('is the start, if that was %j', (asked) => expect(returnTo(asked, '/forward-auth')).toBe('/'));
});
