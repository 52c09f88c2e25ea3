import { Controller, Get, Header, HttpStatus, NotFoundException, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Csrf } from '../authentication/csrf.js';
import { OUTDATED } from '../authentication/form-refusals.js';
import type { Session } from '../authentication/sessions/session.js';
import { SessionsService } from '../authentication/sessions/sessions.service.js';
import { seeOther } from '../platform/http/redirect.js';
import { requestFacts } from '../platform/http/request-facts.js';
import { cookiesOf } from '../platform/http/visitor.js';
import { Public } from '../resource-server/access.js';
import type { Message } from '../texts/message.js';
import { formField } from '../ui/form-field.js';
import { FORM_SCRIPT } from '../ui/form-script.js';
import { Pages } from '../ui/pages.js';
import { describePasskey } from './describe-passkey.js';
import { OwnPasskeys } from './own-passkeys.service.js';
import { OwnPasskeysPage } from './own-passkeys-page.js';
import { PASSKEY_FIELD } from './passkey-button.js';
import { PasskeyEnrolment } from './passkey-enrolment.service.js';
import { PasskeyOptions } from './passkey-options.service.js';
import { PASSKEY_REFUSALS } from './passkey-refusals.js';
import { PasskeyRefused } from './passkey-refused.js';
import { PASSKEY_SCRIPT } from './passkey-script.js';

/** Where people see, add and remove their passkeys. */
export const OWN_PASSKEYS = '/account/passkeys';

/** What CSRF tokens of the forms are for. */
const CHANGE = 'own-passkeys';

/** What has just been done, in words. */
const DONE = { added: 'Your passkey is added.', renamed: 'The name is changed.', removed: 'The passkey is removed.' };

type Act = keyof typeof DONE;

/** Lets people manage their passkeys. */
@ApiExcludeController()
@Controller(OWN_PASSKEYS)
export class OwnPasskeysController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly passkeys: OwnPasskeys,
    private readonly enrolment: PasskeyEnrolment,
    private readonly options: PasskeyOptions,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.sessions.current(request.cookies);
    if (session) await this.send(reply, session);
    else seeOther(reply, '/login');
  }

  /** What the script asks the browser for. */
  @Public()
  @Get('options')
  @Header('cache-control', 'no-store')
  async ask(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const session = await this.sessions.current(request.cookies);
    if (!session || !this.options.areOffered) throw new NotFoundException('no one is signed in');
    return this.options.forNew(cookiesOf(reply), purposeOf(session), session.user);
  }

  @Public()
  @Post()
  async add(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.admitted(request, reply);
    if (!session) return;
    const { body, cookies: sent } = request;
    const facts = requestFacts(request);
    const attempt = { text: formField(body, PASSKEY_FIELD), purpose: purposeOf(session), sent, facts };
    try {
      await this.enrolment.add(session.user, 'Passkey', attempt);
    } catch (error) {
      if (!(error instanceof PasskeyRefused)) throw error;
      return this.send(reply, session, PASSKEY_REFUSALS[error.reason]);
    }
    this.done(reply, session, 'added');
  }

  @Public()
  @Post('rename')
  async rename(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.admitted(request, reply);
    if (!session) return;
    const { id: actor } = session.user;
    const [id, name] = [formField(request.body, 'id'), formField(request.body, 'name')];
    const isDone = await this.passkeys.rename(actor, id, name, { actor, facts: requestFacts(request) });
    if (isDone) this.done(reply, session, 'renamed');
    else seeOther(reply, OWN_PASSKEYS);
  }

  @Public()
  @Post('remove')
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.admitted(request, reply);
    if (!session) return;
    const { id: actor } = session.user;
    const isDone = await this.passkeys.remove(actor, formField(request.body, 'id'), {
      actor,
      facts: requestFacts(request),
    });
    if (isDone) this.done(reply, session, 'removed');
    else seeOther(reply, OWN_PASSKEYS);
  }

  /** Who has sent a form of this page; undefined if the reply was sent already. */
  private async admitted(request: FastifyRequest, reply: FastifyReply): Promise<Session | undefined> {
    const session = await this.sessions.current(request.cookies);
    if (!session) {
      seeOther(reply, '/login');
      return undefined;
    }
    if (this.csrf.accepts(formField(request.body, 'csrf'), CHANGE, session.digest)) return session;
    await this.send(reply, session, OUTDATED, HttpStatus.FORBIDDEN);
    return undefined;
  }

  private done(reply: FastifyReply, { digest }: Session, act: Act): void {
    seeOther(reply, `${OWN_PASSKEYS}?${new URLSearchParams({ done: act, proof: this.csrf.token(act, digest) })}`);
  }

  private async send(
    reply: FastifyReply,
    session: Session,
    problem?: string | Message,
    status: number = problem === undefined ? HttpStatus.OK : HttpStatus.BAD_REQUEST,
  ): Promise<void> {
    const { query } = reply.request;
    const act = (Object.keys(DONE) as Act[]).find((each) => each === formField(query, 'done'));
    // The address says so with a token of this server: no link can make the page claim it.
    const isDone = act !== undefined && this.csrf.accepts(formField(query, 'proof'), act, session.digest);
    this.pages.send(reply, {
      title: 'Passkeys',
      status,
      script: [FORM_SCRIPT, PASSKEY_SCRIPT],
      asksServer: true,
      body: (
        <OwnPasskeysPage
          action={OWN_PASSKEYS}
          csrf={this.csrf.token(CHANGE, session.digest)}
          passkeys={(await this.passkeys.list(session.user.id)).map(describePasskey)}
          options={this.options.areOffered ? `${OWN_PASSKEYS}/options`.slice(1) : undefined}
          done={isDone ? DONE[act] : undefined}
          problem={problem}
        />
      ),
    });
  }
}

/** What challenges are for: a new key of this account, from this session. */
function purposeOf({ digest }: Session): string {
  return `add ${digest}`;
}
