import { sectorOf } from './sector.js';

const of = (redirect_uris: readonly string[], sector_identifier_uri?: string) =>
  sectorOf({ redirect_uris, ...(sector_identifier_uri === undefined ? {} : { sector_identifier_uri }) });

describe('the sector of a client (OIDC Core §8.1)', () => {
  it('is the host of its redirect URIs, whatever their ports and paths', () =>
    expect(of(['https://rp.example/a', 'https://RP.example:8443/b'])).toBe('rp.example'));

  it('is the host of sector_identifier_uri if there is one', () =>
    expect(of(['https://a.example', 'https://b.example'], 'https://sector.example/x.json')).toBe('sector.example'));

  it.each([
    [[]],
    [['https://a.example', 'https://b.example']],
    [['com.example.app:/cb']],
    [['https://a.example', 'a:/cb']],
    [['com.example.app://a.example/cb']],
    [['https://a.example', 'com.example.app://a.example/cb']],
  ])('is nowhere for %j alone', (redirectUris) => expect(of(redirectUris)).toBeUndefined());
});
