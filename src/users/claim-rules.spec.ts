import { claimMistakes } from './claim-rules.js';

const pointers = (claims: object) => claimMistakes(claims).map(({ pointer }) => pointer);

describe('the claims of a user (OIDC Core §5.1)', () => {
  it.each([
    { name: 'a\u0000b' },
    { nickname: 'x'.repeat(1001) },
    { phone_number: '1\u200e2' },
    { website: 'nothing' },
    { birthdate: 'May' },
    { zoneinfo: 'nowhere' },
    { locale: '-' },
    { email: 'x' },
    { email: `${'x'.repeat(320)}@example.com` },
  ])('are refused in a sentence of the catalogue, if forms ask for them: %j', (claims) => {
    expect(claimMistakes(claims)).toEqual([expect.objectContaining({ message: expect.anything() })]);
  });

  it('may be all of the standard, in several languages', () => {
    expect(
      claimMistakes({
        name: 'Jane Doe',
        given_name: 'Jane',
        family_name: 'Doe',
        'family_name#ja-Kana-JP': 'ドウ',
        middle_name: 'Ann',
        nickname: 'J',
        'nickname#de': '',
        preferred_username: 'j.doe',
        profile: 'https://example.com/jane',
        picture: 'http://example.com/jane.png',
        website: 'https://example.com',
        'website#de-AT': 'https://example.com/de',
        email: 'jane@example.com',
        email_verified: true,
        gender: 'female',
        birthdate: '1990-02-28',
        zoneinfo: 'Europe/Berlin',
        locale: 'en-GB',
        phone_number: '+1 (604) 555-1234;ext=5678',
        phone_number_verified: false,
        address: {
          formatted: '1 Way\r\nBerlin',
          street_address: '1 Way\nBackyard',
          locality: 'Berlin',
          region: 'BE',
          postal_code: '10115',
          country: 'DE',
        },
        'address#ja-Kana-JP': { country: 'ドイツ' },
      }),
    ).toEqual([]);
  });

  it('are named if they are wrong, each by its JSON pointer', () => {
    const claims = {
      name: 1,
      'family_name#de': null,
      email: 'jane',
      email_verified: 'yes',
      birthdate: '28.2.1990',
      address: { country: 49, planet: 'Earth', locality: 'Ber\nlin' },
      'address#de': 'Berlin',
    };
    expect(pointers(claims)).toEqual([
      '/name',
      '/family_name#de',
      '/email',
      '/email_verified',
      '/birthdate',
      '/address/country',
      '/address/planet',
      '/address/locality',
      '/address#de',
    ]);
  });

  it.each([
    'sub',
    'updated_at',
    'toString',
    '__proto__',
    'full_name',
    'email#de',
    'locale#de',
    'name#',
    'name#d',
    'name#de#at',
  ])('are not %s', (name) => expect(pointers(Object.fromEntries([[name, 'x']]))).toEqual([`/${name}`]));

  it.each(['1990', '1990-12-31', '2000-02-29', '0000-02-29', ''])('may have the birthdate %j', (birthdate) =>
    expect(pointers({ birthdate })).toEqual([]),
  );

  it.each([
    '0000',
    '90',
    '1990-13-01',
    '1990-02-30',
    '1990-00-10',
    '1999-02-29',
    '1990-1-1',
    '1990-01-01T00:00:00Z',
    1990,
  ])('may not have the birthdate %j', (birthdate) => expect(pointers({ birthdate })).toEqual(['/birthdate']));

  it.each(['Mars/Olympus', '+01:00', 'Europe/Berlin ', 1])('may not have the zoneinfo %j', (zoneinfo) =>
    expect(pointers({ zoneinfo })).toEqual(['/zoneinfo']),
  );

  it.each(['de_DE', 'in German', 'd', 1])('may not have the locale %j', (locale) =>
    expect(pointers({ locale })).toEqual(['/locale']),
  );

  it.each([
    'example.com',
    'javascript:alert(1)',
    'ftp://example.com',
    'https://',
    'https://a b',
    `https://a/${'x'.repeat(2048)}`,
  ])('may not have the website %.40s', (website) => expect(pointers({ website })).toEqual(['/website']));

  it.each(['a\0b', 'a\nb', 'a\ud800', 'x'.repeat(1001)])('may not have the name %.10j', (name) =>
    expect(pointers({ name })).toEqual(['/name']),
  );

  it.each(['a', 'a@b@c', 'a @b', 'a\0@b', 'a\ud800@b', 'a@b\udc00', 'a\u200bb@c', '\u202ea@b'])(
    'may not have the email address %j',
    (email) => expect(pointers({ email })).toEqual(['/email']),
  );

  it.each(['a\0b', 'a\tb', 'a\ud800'])('may not have the address %j', (formatted) =>
    expect(pointers({ address: { formatted } })).toEqual(['/address/formatted']),
  );
});
