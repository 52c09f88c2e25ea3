import { isPageLoad } from './page-load.js';

const loads = (headers: Readonly<Record<string, string>>) => isPageLoad({ headers });

describe('a browser that loads a page', () => {
  it('says so by Fetch Metadata, which tell frames and scripts apart', () => {
    expect(loads({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).toBe(true);
    for (const [mode, destination] of [
      ['navigate', 'iframe'],
      ['cors', 'empty'],
      ['no-cors', 'image'],
      ['cors', 'document'],
    ] as const)
      expect(loads({ 'sec-fetch-mode': mode, 'sec-fetch-dest': destination, 'upgrade-insecure-requests': '1' })).toBe(
        false,
      );
  });

  it('announces it by Upgrade-Insecure-Requests if it sends no Fetch Metadata', () => {
    expect(loads({ 'upgrade-insecure-requests': '1' })).toBe(true);
  });

  it('is no program, whatever that accepts', () => {
    expect(loads({ accept: 'text/html', 'user-agent': 'Mozilla/5.0' })).toBe(false);
  });
});
