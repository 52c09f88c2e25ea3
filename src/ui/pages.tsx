import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { CONFIG, type Config } from '../platform/config/config.js';
import { issuerPath } from '../platform/config/issuer.js';
import { isPageLoad } from '../platform/http/page-load.js';
import { seeOther } from '../platform/http/redirect.js';
import { type Language, writtenLanguage } from '../platform/texts/languages.js';
import type { Message, TextKey } from '../platform/texts/message.js';
import { textsFor } from '../platform/texts/texts.js';
import { tokensCss, tokensPath } from './brand-tokens.js';
import { BrandContext } from './components/brand.js';
import { PasswordPolicyContext } from './components/password-field.js';
import { TimeZoneContext } from './components/time.js';
import { formField } from './form-field.js';
import { chosenLanguage } from './language-choice.js';
import { OnwardPage } from './onward-page.js';
import { Page } from './page.js';
import { clientOf, languagesOf } from './reader.js';
import { TextsContext } from './use-texts.js';

/** An attribute of an element that leads to this server. Everywhere else quotes are escaped. */
const OWN_ADDRESS = /( (?:href|src|action|formaction)=")(?=\/(?!\/))/g;

/** Of the stylesheet: a tenth of its bytes. */
const INDENTATION = /\n\s*/g;

export interface PageContent {
  /** What the page asks for, in the browser's title bar. */
  readonly title: TextKey | Message;
  /** The inside of the card. */
  readonly body: VNode;
  readonly status?: number;
  /**
   * Whether the page's form is sent to a client, which may redirect to any origin. No list can name those, so the policy of
   * the page does not limit where forms lead.
   */
  readonly postsToClient?: boolean;
  /** A picture from elsewhere that the page shows. */
  readonly image?: string | undefined;
  /** CSP sources of what the page's frames may show. */
  readonly frames?: readonly string[];
  /** Scripts of this server that the page may run; pages work without them. */
  readonly script?: string | readonly string[];
  /** The time zone of the person whom it is for; left out: UTC. */
  readonly timeZone?: string | undefined;
  /** Whether it goes on by itself, or no address leads to it again; it then has no language menu, which would lose what it says. */
  readonly passing?: boolean;
  /** Whether its scripts may ask this server for something. */
  readonly asksServer?: boolean;
  /** Whether it is shown at another host, from which its addresses have to lead here. */
  readonly elsewhere?: boolean;
}

/** Renders pages for people, with a strict content security policy. */
@Injectable()
export class Pages {
  /** The stylesheet with the organisation's colours, and its address, which changes with its content. */
  readonly stylesheet: { readonly text: string; readonly path: string };
  /** Of the issuer. */
  private readonly path: string;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.path = issuerPath(config.issuer);
    const written = readFileSync(new URL('./assets/gatehouse.css', import.meta.url), 'utf8');
    const text = written.replaceAll(INDENTATION, ' ') + tokensCss(config.brand);
    this.stylesheet = {
      text,
      path: `/assets/${hash('sha256', text, 'hex').slice(0, 12)}/gatehouse.css`,
    };
  }

  send(reply: FastifyReply, content: PageContent): void {
    const { request } = reply;
    const text = textsFor(this.languageOf(request));
    const { logoUrl, tokens, documents } = clientOf(request);
    const brand = logoUrl === undefined ? this.config.brand : { ...this.config.brand, logoUrl };
    const ofClient = tokens && tokensPath(tokens);
    const html = renderToString(
      <BrandContext.Provider value={brand}>
        <TextsContext.Provider value={text}>
          <PasswordPolicyContext.Provider value={this.config.passwords}>
            <TimeZoneContext.Provider value={content.timeZone}>
              <Page
                issuer={this.config.issuer}
                title={text(content.title)}
                stylesheets={ofClient === undefined ? [this.stylesheet.path] : [this.stylesheet.path, ofClient]}
                scripts={[content.script ?? []].flat()}
                address={content.passing ? undefined : addressOf(request)}
                documents={documents?.(this.languagesOf(request))}
              >
                {content.body}
              </Page>
            </TimeZoneContext.Provider>
          </PasswordPolicyContext.Provider>
        </TextsContext.Provider>
      </BrandContext.Provider>,
    );
    reply
      .status(content.status ?? 200)
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', this.policy(content, brand.logoUrl))
      .send(`<!doctype html>${this.ledFrom(html, content.elsewhere ? this.config.issuer : this.path)}`);
  }

  get issuer(): string {
    return this.config.issuer;
  }

  /** The language of the page that answers a request. */
  languageOf(request: FastifyRequest): Language {
    return writtenLanguage(this.languagesOf(request), this.config.brand.language);
  }

  /** The languages that the reader of that page wants, the most wanted first: for texts of clients and of resources. */
  languagesOf(request: FastifyRequest): readonly string[] {
    return languagesOf(request, chosenLanguage(request.cookies, this.config));
  }

  /** Pages name addresses of this server from its root; here they get what stands before: the path of the issuer, or all of it. */
  private ledFrom(html: string, before: string): string {
    return before === '' ? html : html.replaceAll(OWN_ADDRESS, `$1${before}`);
  }

  /**
   * Sends a browser to another server after a form: by a page that goes on by itself. Chromium and Safari apply the
   * `form-action` of the page with the form to every redirect that follows, also to those of other servers, and this page
   * ends the chain. Who stays here, comes from no form or is no browser is redirected.
   */
  leave(reply: FastifyReply, address: string): void {
    const fromForm = reply.request.method === 'POST' && isPageLoad(reply.request);
    if (fromForm && !address.startsWith('/')) this.goOn(reply, address);
    else seeOther(reply, address);
  }

  /** Shows a page that goes on by itself. */
  goOn(reply: FastifyReply, address: string): void {
    const url = address.startsWith('/') ? this.path + address : address;
    reply.header('refresh', `0; url=${url}`);
    this.send(reply, { title: 'onward.title', passing: true, body: <OnwardPage address={address} /> });
  }

  private policy(
    { postsToClient = false, frames = [], image, script, asksServer, elsewhere }: PageContent,
    logoUrl: string | undefined,
  ): string {
    const own = elsewhere ? new URL(this.config.issuer).origin : "'self'";
    const images = [logoUrl, image].flatMap((url) => (url ? [new URL(url).origin] : []));
    return [
      "default-src 'none'",
      `style-src ${own}`,
      `img-src ${[own, 'data:', ...images].join(' ')}`,
      ...(script ? [`script-src ${own}`] : []),
      ...(asksServer ? [`connect-src ${own}`] : []),
      ...(frames.length > 0 ? [`frame-src ${frames.join(' ')}`] : []),
      ...(postsToClient ? [] : ["form-action 'self'"]),
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; ');
  }
}

/** Where the page is seen again by GET: what answers a form is below the same path, about the same request. */
function addressOf({ method, url, body }: FastifyRequest): string {
  if (method === 'GET') return url;
  const [path] = url.split('?', 1);
  const fields = ['request', 'token'].map((name) => [name, formField(body, name)]).filter(([, value]) => value !== '');
  return fields.length === 0 ? `${path}` : `${path}?${new URLSearchParams(fields)}`;
}
