import { Browser, type Visit } from './browser.js';

type Ask = (url: URL, init: RequestInit) => Promise<Response>;

/** A person's browser that goes to and fro between several hosts. Each has its own cookies. */
export class HostsBrowser {
  private readonly browsers: ReadonlyMap<string, Browser>;
  private current: Browser | undefined;
  private visited: string[] = [];

  /** @param hosts how each origin is asked; redirects to others are not followed */
  constructor(hosts: Readonly<Record<string, Ask>>, headers: Readonly<Record<string, string>> = {}) {
    this.browsers = new Map(
      Object.entries(hosts).map(([origin, ask]) => [origin, new Browser(origin, headers, ask)] as const),
    );
  }

  /** The part of it that has the cookies of this origin. */
  at(origin: string): Browser {
    const found = this.browsers.get(origin);
    if (!found) throw new Error(`the browser does not know ${origin}`);
    return found;
  }

  /** Every address that the last action led to, in order. */
  get trail(): readonly string[] {
    return this.visited;
  }

  get page(): Visit {
    if (!this.current) throw new Error('the browser has not visited any page');
    return this.current.page;
  }

  async get(url: string): Promise<Visit> {
    this.visited = [];
    return this.go(url);
  }

  async submitFirstForm(fields: Readonly<Record<string, string>> = {}, button?: string): Promise<Visit> {
    this.visited = [];
    await this.current?.submitFirstForm(fields, button);
    return this.follow();
  }

  private async go(url: string): Promise<Visit> {
    this.current = this.at(new URL(url).origin);
    await this.current.get(url);
    return this.follow();
  }

  private async follow(): Promise<Visit> {
    const { origin } = new URL(this.page.url);
    this.visited.push(...this.at(origin).trail.map((path) => origin + path));
    const { location } = this.page;
    if (location === undefined || !this.browsers.has(new URL(location).origin)) return this.page;
    if (this.visited.length > 30) throw new Error(`too many redirects, the last to ${location}`);
    return this.go(location);
  }
}
