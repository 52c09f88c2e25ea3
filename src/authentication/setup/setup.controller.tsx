import { Controller, Get, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { cookiesOf, visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { FORM_SCRIPT } from '../../ui/form-script.js';
import { Pages } from '../../ui/pages.js';
import { FirstUser } from '../../users/first-user.service.js';
import { UsersService } from '../../users/users.service.js';
import { PasswordAuthenticator } from '../authenticators/password.authenticator.js';
import { Csrf } from '../csrf.js';
import { type FormProblems, problemsOf } from '../form-problems.js';
import { distrusted } from '../form-refusals.js';
import { SignInGate } from '../sign-in/sign-in-gate.service.js';
import { VoidLinkPage } from '../void-link-page.js';
import { SetupPage } from './setup-page.js';
import { START } from './start.controller.js';

const SETUP = 'setup';

/** Creates the first administrator in the browser, for the person who has the link that the server showed at its start. */
@ApiExcludeController()
@Controller('setup')
export class SetupController {
  constructor(
    private readonly firstUser: FirstUser,
    private readonly users: UsersService,
    private readonly password: PasswordAuthenticator,
    private readonly gate: SignInGate,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const token = formField(request.query, 'token');
    if (await this.firstUser.admits(token)) this.show(reply, token);
    else await this.refuse(reply);
  }

  @Public()
  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body } = request;
    const token = formField(body, 'token');
    if (!(await this.firstUser.admits(token))) return this.refuse(reply);
    if (!this.csrf.acceptsAnonymous(request.cookies, formField(body, 'csrf'), SETUP))
      return this.show(reply, token, 'outdated');
    const email = formField(body, 'email').trim();
    const form = { username: formField(body, 'username'), password: formField(body, 'password') };
    const visitor = visitorOf(reply);
    try {
      const user = await this.firstUser.create(token, email === '' ? form : { ...form, email }, visitor.facts);
      if (!user) return await this.refuse(reply);
      seeOther(reply, await this.gate.admit(visitor, this.password.chosenBy(user), { otherwise: START }));
    } catch (error) {
      this.show(reply, token, problemsOf(error));
    }
  }

  private show(reply: FastifyReply, token: string, refused: 'outdated' | FormProblems = new Map()): void {
    const { request } = reply;
    const outdated = refused === 'outdated';
    const problems: FormProblems = outdated ? new Map() : refused;
    this.pages.send(reply, {
      title: 'setup.title',
      status: outdated ? 403 : problems.size > 0 ? 400 : 200,
      script: FORM_SCRIPT,
      body: (
        <SetupPage
          csrf={this.csrf.anonymousToken(cookiesOf(reply), SETUP)}
          token={token}
          username={formField(request.body, 'username')}
          email={formField(request.body, 'email')}
          problems={problems}
          refusal={outdated ? distrusted(request.cookies) : undefined}
        />
      ),
    });
  }

  private async refuse(reply: FastifyReply): Promise<void> {
    const isSetUp = await this.users.any();
    const heading = isSetUp ? 'void-link.set-up' : 'void-link.setup';
    const body = <VoidLinkPage heading={heading} lead={`${heading}-lead`} canSignIn={isSetUp} />;
    this.pages.send(reply, { title: heading, status: HttpStatus.GONE, body });
  }
}
