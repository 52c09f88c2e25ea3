import { UsersService } from '../../../src/users/users.service.js';
import { Interaction } from '../../support/interaction.js';
import { PASSWORD } from '../../support/world.js';

const FLOOD = 320;
const OTHERS = Array.from({ length: 20 }, (_, index) => `other-${index}`);

describe('a flood of sign-ins', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start({ trustProxy: ['127.0.0.1'] });
    const users = world.server.app.get(UsersService);
    await Promise.all(OTHERS.map((username) => users.create({ username, password: PASSWORD })));
  });
  afterAll(() => world.close());

  /** Sends a form, of which the page is open already, as often as told. */
  async function formFrom(address: string, username: string) {
    const headers = { 'x-forwarded-for': address, accept: 'text/html' };
    const browser = world.newBrowser(headers);
    const { form } = await browser.get('/login');
    const body = new URLSearchParams({ ...form?.fields, username, password: PASSWORD });
    const cookie = `gatehouse_browser=${browser.cookie('gatehouse_browser')}`;
    const init = { method: 'POST', body, headers: { ...headers, cookie }, redirect: 'manual' } as const;
    return () => fetch(`${world.server.issuer}/login`, init);
  }

  it.each<[string, (each: number) => string, string]>([
    ['one account from one network', () => '198.51.100.1', 'alice'],
    ['one account from many networks', (each) => `198.51.${each % 100}.1`, 'alice'],
    ['names that no one has from one network', () => '198.51.100.1', ''],
  ])('of %s makes no one else’s fail', async (_, addressOf, username) => {
    const others = await Promise.all(OTHERS.map((name, index) => formFrom(`192.0.2.${index}`, name)));
    const flood = await Promise.all(
      Array.from({ length: FLOOD }, (_, each) => formFrom(addressOf(each), username || `no-one-${each}`)),
    );
    const flooding = Promise.all(flood.map((send) => send()));
    const answers = await Promise.all(others.map((send) => send()));
    expect(answers.map(({ status }) => status)).toEqual(OTHERS.map(() => 303));
    const refused = (await flooding).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    const busy = await Promise.all(
      refused.map(async (answer) => [answer.headers.get('retry-after'), await answer.text()]),
    );
    expect(busy).toContainEqual(['1', expect.stringContaining('Wait a moment, then go back and try again')]);
  });
});
