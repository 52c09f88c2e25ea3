import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { type Brand, CONFIG, type Config } from '../platform/config/config.js';
import { issuerPath } from '../platform/config/issuer.js';
import { BrandContext } from './components/brand.js';
import { Page } from './page.js';

/** An attribute of an element that leads to this server. Everywhere else quotes are escaped. */
const OWN_ADDRESS = /( (?:href|src|action|formaction)=")(?=\/(?!\/))/g;

export interface PageContent {
  /** What the page asks for, in the browser's title bar. */
  readonly title: string;
  /** The inside of the card. */
  readonly body: VNode;
  readonly status?: number;
  /** CSP sources that the page's forms may lead to, besides this server itself. */
  readonly formAction?: readonly string[];
  /** A picture from elsewhere that the page shows. */
  readonly image?: string | undefined;
  /** CSP sources of what the page's frames may show. */
  readonly frames?: readonly string[];
  /** A script of this server that the page may run; pages work without it. */
  readonly script?: string;
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
    const text = readFileSync(new URL('./assets/gatehouse.css', import.meta.url), 'utf8') + colours(config.brand);
    this.stylesheet = {
      text,
      path: `/assets/${hash('sha256', text, 'hex').slice(0, 12)}/gatehouse.css`,
    };
  }

  send(reply: FastifyReply, content: PageContent): void {
    const html = renderToString(
      <BrandContext.Provider value={this.config.brand}>
        <Page
          issuer={this.config.issuer}
          title={content.title}
          stylesheet={this.stylesheet.path}
          script={content.script}
        >
          {content.body}
        </Page>
      </BrandContext.Provider>,
    );
    reply
      .status(content.status ?? 200)
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', this.policy(content))
      .send(`<!doctype html>${this.belowIssuer(html)}`);
  }

  /** Pages name addresses of this server from its root; here they get the path of the issuer. */
  private belowIssuer(html: string): string {
    return this.path === '' ? html : html.replaceAll(OWN_ADDRESS, `$1${this.path}`);
  }

  private policy({ formAction = [], frames = [], image, script }: PageContent): string {
    const images = [this.config.brand.logoUrl, image].flatMap((url) => (url ? [new URL(url).origin] : []));
    return [
      "default-src 'none'",
      "style-src 'self'",
      `img-src ${["'self'", 'data:', ...images].join(' ')}`,
      ...(script ? ["script-src 'self'"] : []),
      ...(frames.length > 0 ? [`frame-src ${frames.join(' ')}`] : []),
      `form-action ${["'self'", ...formAction].join(' ')}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; ');
  }
}

function colours({ accent, accentDark }: Brand): string {
  const light = accent ? `:root{--accent:${accent}}` : '';
  const dark = accentDark ? `@media (prefers-color-scheme:dark){:root{--accent:${accentDark}}}` : '';
  return light + dark;
}
