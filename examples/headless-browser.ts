import { parse } from 'node-html-parser';

/** Just enough of a browser to fill in the server's pages: it keeps cookies, follows redirects and submits the first form. */
export class HeadlessBrowser {
  /** Where it is. */
  address = '';
  private html = '';
  private readonly cookies = new Map<string, string>();

  /** @param home redirects to any other origin are not followed, but returned */
  constructor(private readonly home: string) {}

  /** Opens a page. @returns the address that a redirect leads to, where that is elsewhere */
  open(address: string): Promise<string | undefined> {
    return this.load(address, { method: 'GET' });
  }

  /** Submits the first form with its hidden fields and these. @returns as {@link open} */
  submit(fields: Record<string, string>): Promise<string | undefined> {
    const form = parse(this.html).querySelector('form');
    if (!form) throw new Error(`there is no form at ${this.address}:\n${this.html}`);
    const hidden = form
      .querySelectorAll('input[type=hidden]')
      .map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']);
    const body = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields });
    return this.load(new URL(form.getAttribute('action') ?? '', this.address).href, { method: 'POST', body });
  }

  private async load(address: string, init: RequestInit): Promise<string | undefined> {
    if (new URL(address).origin !== new URL(this.home).origin) return address;
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { ...init, headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
    for (const each of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (each.split(';', 1)[0] ?? '').split('=');
      this.cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location !== null) return this.load(new URL(location, address).href, { method: 'GET' });
    this.address = address;
    this.html = await answer.text();
    if (!answer.ok)
      throw new Error(
        `${address} answered ${answer.status}:\n${parse(this.html).querySelector('main')?.text ?? this.html}`,
      );
    return undefined;
  }
}
