import { nearestLanguage } from './languages.js';
import { message } from './message.js';
import { textsFor } from './texts.js';

describe('texts', () => {
  const text = textsFor('en');

  it('says what a key stands for', () => {
    expect(text('login.title')).toBe('Sign in');
    expect(text(message('login.title'))).toBe('Sign in');
  });

  it('says how long something takes in words', () => {
    expect(text('login.throttled', { time: { seconds: 64 } })).toBe(
      'Too many attempts. Try again in 1 minute and 4 seconds.',
    );
  });

  it('puts elements if the text names them, and takes markup in a value for text', () => {
    const app = { element: 'app' };
    expect(text('login.lead-client', { client: app })).toEqual(['to continue to ', app]);
    expect(text('login.lead-client', { client: '<b>x</b>' })).toBe('to continue to <b>x</b>');
  });

  it('enumerates, also elements', () => {
    const email = message('scope.email');
    expect(text('scope.identity-note', { facts: ['name', 'picture', email] })).toBe(
      'Your name, picture and email address',
    );
    const [home, terms] = [{ element: 'home' }, { element: 'terms' }];
    expect(text('consent.documents', { documents: [home, terms] })).toEqual([
      'See the app’s ',
      [home, ' and ', terms],
      '.',
    ]);
  });

  it('is not made without a value that the text needs', () => {
    expect(() => text('login.lead-client')).toThrow();
  });
});

describe('the nearest language', () => {
  it('is the first that is written, or a relative of it', () => {
    expect(nearestLanguage(['en'])).toBe('en');
    expect(nearestLanguage(['en-GB'])).toBe('en');
    expect(nearestLanguage(['tlh', 'en-GB'])).toBe('en');
  });

  it('is none if none of them is written', () => {
    expect(nearestLanguage([])).toBeUndefined();
    expect(nearestLanguage(['sv'])).toBeUndefined();
  });
});
