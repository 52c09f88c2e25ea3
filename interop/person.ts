import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { request as requestByTls } from 'node:https';
import { text } from 'node:stream/consumers';
import { type HTMLElement, parse } from 'node-html-parser';

/** Whom every program signs in. */
export const ALICE = { username: 'alice', password: 'correct horse battery staple', email: 'alice@example.com' };

const MOST_STEPS = 30;
const LONGEST_ANSWER_MS = 30_000;

/** What the browser shows. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly html: string;
}

interface Step {
  readonly url: URL;
  readonly fields?: URLSearchParams;
}

/** By which a program is known to the server. */
interface Credentials {
  /** `http://localhost:PORT`. */
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A person at a browser without JavaScript, who goes wherever a program leads, signs in and allows. */
export class Person {
  private readonly cookies = new Map<string, Map<string, string>>();
  private readonly ca: Buffer;
  /** The address that the browser does not go to, because no one is there. */
  private end: string | undefined;
  /** Every address of the last visit, in order. */
  readonly trail: string[] = [];

  constructor(
    private readonly issuer: string,
    caFile: string,
  ) {
    this.ca = readFileSync(caFile);
  }

  /** Opens the address and follows it through sign-in and consent to the page that is left to read. */
  async open(url: string): Promise<Page> {
    this.trail.length = 0;
    return this.goOn({ url: new URL(url) });
  }

  /** Sends the first form of a page of the program, such as its button "Sign in". */
  async submit(page: Page, fields: Readonly<Record<string, string>> = {}): Promise<Page> {
    const step = submission(page, firstForm(page), fields);
    if (!step) throw new Error(`there is no form on ${page.url}: ${page.html.slice(0, 500)}`);
    return this.goOn(step);
  }

  /** Signs in to the client and lets it have an access token for the person's own data. */
  async ownAccessToken({ origin, clientId, clientSecret }: Credentials): Promise<string> {
    const redirect = `${origin}/callback`;
    const verifier = randomBytes(32).toString('base64url');
    const parameters = {
      client_id: clientId,
      redirect_uri: redirect,
      response_type: 'code',
      scope: 'openid profile email',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    this.end = redirect;
    const { url } = await this.open(`${this.issuer}/oauth2/authorize?${new URLSearchParams(parameters)}`);
    const code = url.searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier };
    return this.askForToken(clientId, clientSecret, fields);
  }

  /** Asks for an access token in a client's own name. */
  accessToken(
    client: { readonly id: string; readonly secret: string },
    resource: string,
    scope: string,
  ): Promise<string> {
    return this.askForToken(client.id, client.secret, { grant_type: 'client_credentials', resource, scope });
  }

  /** @throws Error with the answer if it has no token */
  private async askForToken(id: string, secret: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const url = new URL(`${this.issuer}/oauth2/token`);
    const body = await text(await this.ask(url, { authorization }, new URLSearchParams(fields).toString()));
    const token = (JSON.parse(body) as { access_token?: string }).access_token;
    if (!token) throw new Error(`there is no access token: ${body}`);
    return token;
  }

  private async goOn(first: Step): Promise<Page> {
    let step: Step | undefined = first;
    let page: Page | undefined;
    for (let count = 0; step && count < MOST_STEPS; count += 1) {
      page = await this.load(step);
      step = this.next(page);
    }
    if (!page || step) throw new Error(`does not come to an end: ${this.trail.join(' > ')}`);
    return page;
  }

  /** What the person does on this page without a thought; undefined on a page of the program. */
  private next(page: Page): Step | undefined {
    const refresh = parse(page.html).querySelector('meta[http-equiv="refresh" i]')?.getAttribute('content');
    const target = refresh && /url=(.*)$/i.exec(refresh)?.[1];
    if (target) return { url: new URL(target, page.url) };
    if (page.url.origin !== new URL(this.issuer).origin || page.status !== 200) return undefined;
    const form = firstForm(page);
    if (form?.querySelector('[name=username]')) return submission(page, form, ALICE);
    if (form?.querySelector('[name=decision]')) return submission(page, form, { decision: 'allow' });
    return submission(page, form);
  }

  private async load({ url, fields }: Step): Promise<Page> {
    this.trail.push(`${url.origin}${url.pathname}`);
    const jar = this.cookies.get(url.hostname) ?? new Map<string, string>();
    this.cookies.set(url.hostname, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.ask(url, cookie === '' ? {} : { cookie }, fields?.toString());
    for (const line of answer.headers['set-cookie'] ?? []) keep(jar, line);
    const html = await text(answer);
    const { location } = answer.headers;
    const status = answer.statusCode ?? 0;
    if (!location || status < 300 || status >= 400) return { url, status, html };
    if (this.trail.length > MOST_STEPS) throw new Error(`too many redirects: ${this.trail.join(' > ')}`);
    if (this.end && location.startsWith(this.end)) return { url: new URL(location), status, html };
    const repeated = fields && status >= 307 ? { fields } : {};
    return this.load({ url: new URL(location, url), ...repeated });
  }

  private ask(url: URL, more: Readonly<Record<string, string>>, body?: string): Promise<IncomingMessage> {
    const headers = {
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
      'accept-language': 'en',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) interop',
      ...more,
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin, referer: url.href }),
    };
    const method = body === undefined ? 'GET' : 'POST';
    const options = { method, headers, agent: false, timeout: LONGEST_ANSWER_MS } as const;
    return new Promise((resolve, reject) => {
      const sent =
        url.protocol === 'https:'
          ? requestByTls(url, { ...options, ca: this.ca }, resolve)
          : request(url, options, resolve);
      sent.once('error', (error) => reject(new Error(`${url.origin}${url.pathname}: ${error.message}`)));
      sent.once('timeout', () => sent.destroy(new Error('no answer')));
      sent.end(body);
    });
  }
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const [name = '', ...value] = pair.split('=');
  const ended = attributes.some((each) => /^\s*(max-age=(0|-\d+)|expires=\w+, 01[ -]Jan[ -]1970.*)$/i.test(each));
  if (ended) jar.delete(name.trim());
  else jar.set(name.trim(), value.join('='));
}

function firstForm(page: Page): HTMLElement | null {
  return parse(page.html).querySelector('form');
}

function submission(
  page: Page,
  form: HTMLElement | null,
  fields: Readonly<Record<string, string>> = {},
): Step | undefined {
  if (!form) return undefined;
  const url = new URL(form.getAttribute('action') ?? '', page.url);
  const hidden = form
    .querySelectorAll('input[name]')
    .map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']);
  const sent = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields });
  if (form.getAttribute('method')?.toLowerCase() === 'post') return { url, fields: sent };
  url.search = sent.toString();
  return { url };
}
