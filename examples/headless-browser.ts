import { type HTMLElement, parse } from 'node-html-parser';

/** A form of a page, as a browser sees it. */
export interface HtmlForm {
  readonly action: string;
  readonly method: string;
  /** The fields that are sent along without being touched. */
  readonly fields: Readonly<Record<string, string>>;
  /** The buttons that carry a name. */
  readonly buttons: readonly { readonly name: string; readonly value: string }[];
}

/** What the browser shows after following the redirects on the server's own origin. */
export interface Visit {
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
  readonly html: string;
  /** The address on a foreign origin that the last answer redirects to; the browser does not go there. */
  readonly location?: string;
  /** The first form of the page. */
  readonly form?: HtmlForm;
}

/** A person's browser without JavaScript: it keeps cookies, follows redirects and submits forms. */
export class Browser {
  private readonly cookies = new Map<string, string>();
  private visit: Visit | undefined;
  private visited: string[] = [];

  /** @param origin the server's; redirects elsewhere are not followed */
  constructor(
    private readonly origin: string,
    /** Sent with every request. */
    private readonly headers: Readonly<Record<string, string>> = {},
    private readonly ask: (url: URL, init: RequestInit) => Promise<Response> = fetch,
  ) {}

  /** The value of a cookie, or undefined if there is none. */
  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  setCookie(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  deleteCookie(name: string): void {
    this.cookies.delete(name);
  }

  /** The page that is shown at present. */
  get page(): Visit {
    if (!this.visit) throw new Error('the browser has not visited any page');
    return this.visit;
  }

  /** Where the last answer would lead away from the server; see {@link Visit.location}. */
  get location(): string | undefined {
    return this.page.location;
  }

  /** Every address that the last action led to, path and query, in order. */
  get trail(): readonly string[] {
    return this.visited;
  }

  async get(url: string): Promise<Visit> {
    this.visited = [];
    return this.follow(new URL(url, this.origin), { method: 'GET' });
  }

  async post(url: string, fields: Readonly<Record<string, string>>): Promise<Visit> {
    this.visited = [];
    return this.follow(new URL(url, this.origin), { method: 'POST', body: new URLSearchParams(fields) });
  }

  /**
   * Fills in and sends the first form of the page.
   * @param button the value of the button to press; left out: the first that has a name, if any
   */
  async submitFirstForm(fields: Readonly<Record<string, string>> = {}, button?: string): Promise<Visit> {
    const { form, url, html } = this.page;
    if (!form) throw new Error(`there is no form on ${url}: ${html}`);
    const pressed = button === undefined ? form.buttons[0] : form.buttons.find(({ value }) => value === button);
    if (button !== undefined && !pressed) throw new Error(`there is no button ${button} on ${url}: ${html}`);
    const sent = { ...form.fields, ...(pressed ? { [pressed.name]: pressed.value } : {}), ...fields };
    const action = new URL(form.action, url);
    if (form.method === 'post') return this.post(action.href, sent);
    action.search = new URLSearchParams(sent).toString();
    return this.get(action.href);
  }

  private async follow(url: URL, init: RequestInit, left = 10): Promise<Visit> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    this.visited.push(url.pathname + url.search);
    const headers = { accept: 'text/html', ...this.headers, ...(cookie === '' ? {} : { cookie }) };
    const answer = await this.ask(url, { ...init, headers, redirect: 'manual' });
    this.keepCookies(answer.headers);
    const html = await answer.text();
    const location = answer.headers.get('location');
    const next = location === null ? undefined : new URL(location, url);
    if (next?.origin === new URL(this.origin).origin) {
      if (left === 0) throw new Error(`too many redirects, the last to ${next}`);
      return this.follow(next, { method: 'GET' }, left - 1);
    }
    const form = parse(html).querySelector('form');
    this.visit = {
      status: answer.status,
      url: url.href,
      headers: answer.headers,
      html,
      ...(next ? { location: next.href } : {}),
      ...(form ? { form: formOf(form) } : {}),
    };
    return this.visit;
  }

  private keepCookies(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const [name = '', ...value] = pair.split('=');
      const ended = attributes.some((each) => /^\s*(max-age=0|expires=Thu, 01 Jan 1970.*)$/i.test(each));
      if (ended) this.cookies.delete(name);
      else this.cookies.set(name, value.join('='));
    }
  }
}

function formOf(form: HTMLElement): HtmlForm {
  const named = (tag: string) =>
    form
      .querySelectorAll(`${tag}[name]`)
      .filter((each) => attribute(each, 'type') !== 'checkbox' || each.hasAttribute('checked'))
      .map((each) => ({ name: attribute(each, 'name'), value: attribute(each, 'value') }));
  return {
    action: attribute(form, 'action'),
    method: attribute(form, 'method').toLowerCase() || 'get',
    fields: Object.fromEntries(named('input').map(({ name, value }) => [name, value])),
    buttons: named('button'),
  };
}

function attribute(element: HTMLElement, name: string): string {
  return element.getAttribute(name) ?? '';
}
