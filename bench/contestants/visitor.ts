/** A person's browser, as much of it as signing in needs: cookies, redirects on one origin, forms. */
export class Visitor {
  private readonly cookies = new Map<string, string>();
  private url = '';
  private html = '';
  /** Where the last answer leads away from the server. */
  left: string | undefined;

  constructor(private readonly origin: string) {}

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  isAt(path: string): boolean {
    return this.left === undefined && new URL(this.url).pathname === path;
  }

  async visit(url: string, init: RequestInit = {}): Promise<void> {
    this.url = new URL(url, this.origin).href;
    this.left = undefined;
    const answer = await fetch(this.url, { ...init, redirect: 'manual', headers: { cookie: this.cookieHeader } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    this.html = await answer.text();
    const location = answer.headers.get('location');
    if (answer.status >= 400) throw new Error(`${this.url} answered ${answer.status}: ${this.html}`);
    if (location === null) return;
    const next = new URL(location, this.url);
    if (next.origin === this.origin) await this.visit(next.href);
    else this.left = next.href;
  }

  /** The fields of the page's first form that are sent along untouched. */
  hiddenFields(): Record<string, string> {
    const inputs = [...this.html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => tag);
    return Object.fromEntries(inputs.map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')]));
  }

  async submit(fields: Readonly<Record<string, string>>): Promise<void> {
    const action = attribute(/<form[^>]*>/.exec(this.html)?.[0] ?? '', 'action');
    const body = new URLSearchParams({ ...this.hiddenFields(), ...fields });
    await this.visit(new URL(action, this.url).href, { method: 'POST', body });
  }
}

function attribute(tag: string, name: string): string {
  return (new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '').replaceAll('&amp;', '&');
}
