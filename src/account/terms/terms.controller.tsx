import { Controller, Get, HttpStatus, NotFoundException, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Csrf } from '../../authentication/csrf.js';
import { loginPath, startOver } from '../../authentication/login/sign-in-paths.js';
import { SignInRefusedFilter } from '../../authentication/login/sign-in-refused.filter.js';
import { SignInGate } from '../../authentication/sign-in/sign-in-gate.service.js';
import { type SignInInProgress, SignIns } from '../../authentication/sign-in/sign-ins.service.js';
import { Database } from '../../platform/database/database.js';
import { seeOther } from '../../platform/http/redirect.js';
import { cookiesOf, visitorOf } from '../../platform/http/visitor.js';
import { type Message, message } from '../../platform/texts/message.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { TermsAction } from './terms.action.js';
import { readable, type Terms } from './terms.js';
import { TermsService } from './terms.service.js';
import { AcceptTermsPage, TermsPage } from './terms-page.js';

/** What CSRF tokens of the form are for. */
const PURPOSE = 'terms';

/** Shows the terms, and asks who signs in to accept them. */
@ApiExcludeController()
@Controller('terms')
export class TermsController {
  constructor(
    private readonly terms: TermsService,
    private readonly action: TermsAction,
    private readonly signIns: SignIns,
    private readonly gate: SignInGate,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
    private readonly database: Database,
  ) {}

  @Public()
  @Get()
  async read(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const terms = await this.terms.current();
    if (!terms) throw new NotFoundException();
    this.pages.send(reply, {
      title: 'terms.title',
      body: <TermsPage terms={readable(terms, this.pages.languagesOf(request))} />,
    });
  }

  @Public()
  @Get('accept')
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(request.query, 'request');
    const signIn = await this.signIns.find(request.cookies, this.action);
    const terms = await this.terms.current();
    if (signIn && terms) this.show(reply, terms, reference);
    else startOver(reply, reference);
  }

  @Public()
  @Post('accept')
  @UseFilters(SignInRefusedFilter)
  async accept(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body, cookies } = request;
    const reference = formField(body, 'request');
    const signIn = await this.signIns.find(cookies, this.action);
    const user = signIn && (await this.signIns.holder(signIn));
    const terms = await this.terms.current();
    if (!signIn || !user || !terms) return startOver(reply, reference);
    if (!this.csrf.acceptsAnonymous(cookies, formField(body, 'csrf'), PURPOSE))
      return this.show(reply, terms, reference, message('form.outdated'));
    // What was shown is what is accepted.
    if (formField(body, 'version') !== terms.version)
      return this.show(reply, terms, reference, message('terms.changed'));
    if (!(await this.take(signIn, terms, reply))) return startOver(reply, reference);
    const visitor = visitorOf(reply);
    const proof = this.signIns.resume(visitor.cookies, signIn, user);
    seeOther(reply, await this.gate.admit(visitor, proof, { reference }));
  }

  /** @returns false if the sign-in has ended */
  private take(signIn: SignInInProgress, { version }: Terms, reply: FastifyReply): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      if (!(await this.signIns.use(signIn, this.action, transaction))) return false;
      await this.terms.accept(signIn.userId, version, visitorOf(reply).facts, transaction);
      return true;
    });
  }

  private show(reply: FastifyReply, terms: Terms, reference: string, refusal?: Message): void {
    const hidden = {
      csrf: this.csrf.anonymousToken(cookiesOf(reply), PURPOSE),
      version: terms.version,
      request: reference,
    };
    const declinePath = loginPath(reference);
    const readableTerms = readable(terms, this.pages.languagesOf(reply.request));
    this.pages.send(reply, {
      title: 'terms.title',
      status: refusal ? HttpStatus.FORBIDDEN : HttpStatus.OK,
      body: <AcceptTermsPage terms={readableTerms} {...{ hidden, declinePath, refusal }} />,
    });
  }
}
