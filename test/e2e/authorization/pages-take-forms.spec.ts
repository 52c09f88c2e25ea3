import { Browser } from '../../support/browser.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

const PAGES = [
  '/login',
  '/login?next=/oauth2/',
  '/consent',
  '/select-account',
  '/account/consents/withdraw',
  '/account/password',
  '/setup',
  '/invitation',
  '/password',
];

describe('pages that take forms', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  const postJson = (path: string, body: object | null, cookie = '') =>
    fetch(world.issuer + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', accept: 'text/html', cookie },
      body: JSON.stringify(body),
    });

  it.each(PAGES)('take nothing else: %s', async (path) => {
    const answer = await postJson(path, { csrf: 'x', request: 'y' });
    const html = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([415, 'text/html; charset=utf-8']);
    expect(html).toContain('application/x-www-form-urlencoded');
    expect((await postJson(path, null)).status).toBe(415);
  });

  it('sign no one in by JSON, even if all of it is right', async () => {
    const browser = new Browser(world.issuer);
    const { form } = await browser.get('/login');
    const cookie = `gatehouse_browser=${browser.cookie('gatehouse_browser')}`;
    const body = { ...form?.fields, username: 'alice', password: PASSWORD };
    const answer = await postJson('/login', body, cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([415, null]);
  });
});
