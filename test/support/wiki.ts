import type { AccessRule } from '../../src/forward-auth/access/access-rule.js';
import { ProtectedHosts } from '../../src/forward-auth/hosts/protected-hosts.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { type StoppedClock, stopClock } from './clock.js';
import { HostsBrowser } from './hosts-browser.js';
import { type Ask, askServer, protectingProxy } from './protecting-proxy.js';
import { createWorld, PASSWORD, type World } from './world.js';

export const ISSUER = 'https://login.example.com';
export const WIKI = 'https://wiki.example.com';
export const SHOP = 'https://shop.example.com';
export const COOKIE = '__Host-gatehouse_access';

const RULES: readonly AccessRule[] = [
  { paths: ['/public'], methods: ['GET'], access: 'public' },
  { paths: ['/admin'], roles: ['admin'] },
  { paths: ['/staff'], groups: ['staff', 'board'] },
  { paths: ['/vault'], minimum_acr: 'urn:gatehouse:acr:2fa' },
  { paths: ['/wiki'] },
];

type Sent = Readonly<Record<string, string | undefined>>;

/** A server that protects a wiki and a shop behind the least of a proxy, its clock stopped. */
export interface Wiki {
  readonly world: World;
  readonly clock: StoppedClock;
  proxy(host: string, more?: Sent): Ask;
  newBrowser(): HostsBrowser;
  /** A browser in which someone has opened the wiki. */
  opened(username?: string): Promise<HostsBrowser>;
  /** What the proxy is told of a request that brings this cookie. */
  told(cookie: string, uri?: string, more?: Readonly<Record<string, string>>): Promise<Response>;
}

export async function startWiki(): Promise<Wiki> {
  const world = await createWorld({ issuer: ISSUER, trustProxy: ['127.0.0.1'] });
  const hosts = world.app.get(ProtectedHosts);
  await hosts.create({ host: 'wiki.example.com', name: 'Wiki', rules: RULES }, {});
  await hosts.create({ host: 'shop.example.com', name: 'Shop' }, {});
  await world.app.get(UsersService).create({
    username: 'carol',
    password: PASSWORD,
    email: 'carol@example.com',
    email_verified: true,
    given_name: 'Carøl',
    family_name: 'Exämple',
    groups: ['staff', 'two, in one', 'Müller'],
  });
  const { port } = world.config;
  const proxy = (host: string, more?: Sent) => protectingProxy(port, host, more);
  const newBrowser = () =>
    new HostsBrowser({
      [ISSUER]: askServer(port, { 'x-forwarded-proto': 'https' }),
      [WIKI]: proxy('wiki.example.com'),
      [SHOP]: proxy('shop.example.com'),
    });
  return {
    world,
    clock: stopClock(world),
    proxy,
    newBrowser,
    opened: async (username = 'alice') => {
      const browser = newBrowser();
      await browser.get(`${WIKI}/wiki`);
      await signIn(browser, username);
      expect(browser.page).toMatchObject({ status: 200, url: `${WIKI}/wiki` });
      return browser;
    },
    told: (cookie, uri = '/wiki', { host = 'wiki.example.com', method = 'GET', ...headers } = {}) =>
      proxy(host, { 'x-forwarded-uri': uri, 'x-forwarded-method': method })(`https://${host}/`, {
        headers: { accept: 'text/html', cookie: `${COOKIE}=${cookie}`, ...headers },
      }),
  };
}

/** Fills in the sign-in page that the browser shows. */
export function signIn(browser: HostsBrowser, username: string) {
  return browser.submitFirstForm({ username, password: PASSWORD });
}

export function cookieOf(browser: HostsBrowser, origin = WIKI): string {
  return browser.at(origin).cookie(COOKIE) ?? '';
}
