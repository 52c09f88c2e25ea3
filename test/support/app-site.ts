import { createServer, type RequestListener } from 'node:http';
import { Browser, type Visit } from './browser.js';
import { freePort } from './free-port.js';
import { PASSWORD, type World } from './world.js';

/** An app that runs at an origin of its own, as those who use a client library write one. */
export interface AppSite {
  readonly origin: string;
  close(): Promise<void>;
}

/** A free origin for an app, known before the app is made: its client is registered with it. */
export async function newOrigin(): Promise<string> {
  return `http://localhost:${await freePort()}`;
}

export async function startAppSite(origin: string, app: RequestListener): Promise<AppSite> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(Number(new URL(origin).port), 'localhost', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin, close };
}

/** One person's browser, which redirects lead back and forth between the server and an app. */
export class Visitor {
  private readonly browsers: ReadonlyMap<string, Browser>;

  constructor(world: World, appOrigin: string) {
    this.browsers = new Map([world.issuer, appOrigin].map((origin) => [origin, new Browser(origin)]));
  }

  /** @returns the page at which the redirects end */
  async visit(url: string, left = 10): Promise<Visit> {
    return this.follow(await this.browserOf(url).get(url), left);
  }

  /** Fills in and sends the first form of this page; a form leads to where its page came from. */
  async submit(page: Visit, fields: Readonly<Record<string, string>> = {}, button?: string): Promise<Visit> {
    return this.follow(await this.browserOf(page.url).submitFirstForm(fields, button), 10);
  }

  /** Signs in and allows what is asked, as far as the server shows its pages for that. */
  async signIn(page: Visit, username = 'alice'): Promise<Visit> {
    let shown = page;
    if (shown.url.includes('/login?')) shown = await this.submit(shown, { username, password: PASSWORD });
    if (shown.url.includes('/consent?')) shown = await this.submit(shown, {}, 'allow');
    return shown;
  }

  private async follow({ location, ...page }: Visit, left: number): Promise<Visit> {
    if (location === undefined) return page;
    if (left === 0) throw new Error(`app and server redirect to each other for ever, last to ${location}`);
    return this.visit(location, left - 1);
  }

  private browserOf(url: string): Browser {
    const browser = this.browsers.get(new URL(url).origin);
    if (!browser) throw new Error(`${url} is neither the app's nor the server's`);
    return browser;
  }
}
