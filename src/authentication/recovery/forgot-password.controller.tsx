import { Controller, Get, HttpStatus, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { requestFacts } from '../../platform/http/request-facts.js';
import { cookiesOf } from '../../platform/http/visitor.js';
import type { Peers } from '../../platform/peers.js';
import { type Message, message } from '../../platform/texts/message.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { lookOf } from '../../ui/reader.js';
import { ForgottenPasswords } from '../../users/recovery/forgotten-passwords.service.js';
import { LONGEST_USERNAME } from '../authenticators/password.authenticator.js';
import { Csrf } from '../csrf.js';
import { distrusted } from '../form-refusals.js';
import { PageRequests } from '../login/page-requests.js';
import { withRequest } from '../login/sign-in-paths.js';
import { ProofOfWork } from '../proof-of-work/proof-of-work.service.js';
import { scriptsWith } from '../proof-of-work/task-script.js';
import { FORGOT_PASSWORD } from './forgot-password-link.js';
import { ForgotPasswordPage, ResetMailedPage } from './forgot-password-page.js';
import { RECOVERY_WAYS, type RecoveryWay } from './recovery-way.js';
import { resumable } from './resumed-request.js';

/** What CSRF tokens of the form are for. */
const FORGOT = 'forgot-password';

/** Helps who has forgotten the password: by a mailed link, or by what else there is. */
@ApiExcludeController()
@Controller(FORGOT_PASSWORD)
export class ForgotPasswordController {
  constructor(
    private readonly passwords: ForgottenPasswords,
    @Inject(RECOVERY_WAYS.token) private readonly ways: Peers<RecoveryWay>,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
    private readonly work: ProofOfWork,
    private readonly requests: PageRequests,
  ) {}

  @Public()
  @Get()
  ask(@Res() reply: FastifyReply): Promise<void> {
    return this.show(reply, HttpStatus.OK);
  }

  /** The same for everyone, in the same time: the account is looked for later. */
  @Public()
  @Post()
  async send(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body, cookies } = request;
    if (!this.passwords.areMailed) return this.show(reply, HttpStatus.OK);
    if (!this.csrf.acceptsAnonymous(cookies, formField(body, 'csrf'), FORGOT))
      return this.show(reply, HttpStatus.FORBIDDEN, distrusted(cookies));
    const username = formField(body, 'username').trim();
    if (username === '' || username.length > LONGEST_USERNAME)
      return this.show(reply, HttpStatus.BAD_REQUEST, message('recovery.username-missing'));
    const undone = await this.work.refusal(body);
    if (undone) return this.show(reply, HttpStatus.BAD_REQUEST, message(undone));
    const reference = formField(body, 'request');
    const resumes = resumable(reference, (purpose) => this.csrf.anonymousToken(cookiesOf(reply), purpose));
    const facts = requestFacts(request);
    await this.requests.find(cookies, reference);
    const reader = { languages: this.pages.languagesOf(request), look: lookOf(cookies) };
    const wait = await this.passwords.ask({ username, facts, resumes, ...reader });
    if (wait > 0) {
      reply.header('retry-after', String(wait));
      return this.show(reply, HttpStatus.TOO_MANY_REQUESTS, message('login.throttled', { time: { seconds: wait } }));
    }
    seeOther(reply, withRequest(`${FORGOT_PASSWORD}/sent`, reference));
  }

  @Public()
  @Get('sent')
  async sent(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(request.query, 'request');
    await this.requests.find(request.cookies, reference);
    const body = <ResetMailedPage reference={reference} />;
    this.pages.send(reply, { title: 'recovery.sent.title', body });
  }

  private async show(reply: FastifyReply, status: number, problem?: Message): Promise<void> {
    const { body, query, cookies } = reply.request;
    const reference = formField(body, 'request') || formField(query, 'request');
    await this.requests.find(cookies, reference);
    const task = this.passwords.areMailed ? await this.work.task() : undefined;
    this.pages.send(reply, {
      title: 'recovery.title',
      status,
      script: scriptsWith(task),
      body: (
        <ForgotPasswordPage
          csrf={this.csrf.anonymousToken(cookiesOf(reply), FORGOT)}
          reference={reference}
          username={formField(body, 'username')}
          isMailed={this.passwords.areMailed}
          ways={this.ways.list.filter(({ isOffered }) => isOffered)}
          task={task}
          problem={problem}
        />
      ),
    });
  }
}
