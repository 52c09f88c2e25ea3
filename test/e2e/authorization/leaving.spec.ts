import type { Browser } from '../../support/browser.js';
import { Interaction } from '../../support/interaction.js';

/** What Chromium sends where it loads a page: to https and to this machine, and elsewhere. */
const PAGE_LOAD = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-origin' };
const PAGE_LOAD_ELSEWHERE = { 'upgrade-insecure-requests': '1' };

describe('a form whose answer leads to the client', () => {
  let world: Interaction;
  let alice: Browser;

  beforeAll(async () => {
    world = await Interaction.start();
    await world.register({ client_id: 'house', first_party: true });
    alice = await world.signedIn();
  });
  afterAll(() => world.close());

  /** The address to which the login page leads a browser that goes on with a request. */
  const back = async (parameters: Readonly<Record<string, string>> = {}) => {
    const request_uri = `urn:ietf:params:oauth:request_uri:${await world.park({ client_id: 'house', ...parameters })}`;
    return `/oauth2/authorize?${new URLSearchParams({ client_id: 'house', request_uri })}`;
  };

  const get = async (url: string, headers: Readonly<Record<string, string>>) => {
    const cookies = { gatehouse_session: alice.cookie('gatehouse_session') ?? '' };
    const answer = await world.server.app.inject({ method: 'GET', url, headers, cookies });
    const { location = '', refresh = '', 'cache-control': kept } = answer.headers;
    return { status: answer.statusCode, location: String(location), refresh: String(refresh), kept, body: answer.body };
  };

  it.each([
    ['Fetch Metadata', PAGE_LOAD],
    ['Upgrade-Insecure-Requests', PAGE_LOAD_ELSEWHERE],
  ])('leads a browser, known by %s, on by a page without the code, which uses nothing up', async (_, headers) => {
    const address = await back();
    for (const _time of ['once', 'and again, by Reload']) {
      const page = await get(address, headers);
      expect(page).toMatchObject({
        status: 200,
        location: '',
        refresh: `0; url=${address}&leaving=1`,
        kept: 'no-store',
      });
      expect(page.body).not.toContain('code=');
    }
    const { status, location, kept } = await get(`${address}&leaving=1`, headers);
    expect([status, kept]).toEqual([302, 'no-store']);
    expect(location).toMatch(/^https:\/\/rp\.example\/cb\?.*code=/);
  });

  it.each([
    ['a program', {}],
    ['a frame', { ...PAGE_LOAD, 'sec-fetch-dest': 'iframe' }],
  ])('redirects %s at once', async (_, headers) => {
    expect((await get(await back(), headers)).location).toMatch(/^https:\/\/rp\.example\/cb\?.*code=/);
  });

  it('redirects a browser at once to a page of this server, and to the client where no form came before', async () => {
    world.pass(1);
    const asked = await back({ prompt: 'select_account' });
    expect((await get(asked, PAGE_LOAD)).location).toMatch(/^\/select-account\?request=/);
    const own = { response_type: 'code', client_id: 'house', redirect_uri: 'https://rp.example/cb', prompt: 'none' };
    expect((await get(`/oauth2/authorize?${new URLSearchParams(own)}`, PAGE_LOAD)).location).toMatch(/error=/);
  });

  it('leads a browser on with an error likewise', async () => {
    const address = await back({ scope: 'nonsense' });
    expect(await get(address, PAGE_LOAD)).toMatchObject({ status: 200, refresh: `0; url=${address}&leaving=1` });
    expect((await get(`${address}&leaving=1`, PAGE_LOAD)).location).toContain('error=invalid_scope');
  });
});
