import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { seeOther } from '../platform/http/redirect.js';
import { cookiesOf } from '../platform/http/visitor.js';
import { isLanguage } from '../platform/texts/languages.js';
import { Public } from '../resource-server/access.js';
import { formField } from './form-field.js';
import { keepLanguage } from './language-choice.js';

/** Where the language menu leads. */
const LANGUAGE = '/language';

/** Notes the language that a person chooses, and shows the page again that the menu was on. */
@ApiExcludeController()
@Controller(LANGUAGE)
export class LanguageController {
  constructor(
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Pages of other sites change nothing, but are answered the same. */
  @Public()
  @Post()
  choose(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const language = formField(request.body, 'language');
    if (isLanguage(language) && this.isOwnForm(request))
      keepLanguage(cookiesOf(reply), this.config, language, this.clock.now());
    seeOther(reply, ownAddress(formField(request.body, 'to')));
  }

  /**
   * Whether the form may be one of ours. Browsers say where a form comes from by `Sec-Fetch-Site` (Fetch Metadata §2.3), to
   * plain http by `Origin`, which the referrer policy of our pages makes `null`.
   */
  private isOwnForm({ headers }: FastifyRequest): boolean {
    const { 'sec-fetch-site': site, origin } = headers;
    const { protocol, origin: own } = new URL(this.config.issuer);
    if (site !== undefined) return site === 'same-origin' || site === 'none';
    return origin === undefined || origin === own || (origin === 'null' && protocol === 'http:');
  }
}

/** An address of this server, and no other (no open redirect). */
function ownAddress(to: string): string {
  const base = 'http://here.invalid';
  if (!to.startsWith('/') || !URL.canParse(to, base)) return '/account';
  const { origin, pathname, search } = new URL(to, base);
  return origin === base && !pathname.startsWith('//') ? pathname + search : '/account';
}
