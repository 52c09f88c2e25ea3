import { HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageRequests } from '../../../authentication/login/page-requests.js';
import { loginPath } from '../../../authentication/login/sign-in-paths.js';
import { ProofOfWork } from '../../../authentication/proof-of-work/proof-of-work.service.js';
import { scriptsWith } from '../../../authentication/proof-of-work/task-script.js';
import { nameOf } from '../../../clients/client-texts.js';
import { cookiesOf } from '../../../platform/http/visitor.js';
import { formField } from '../../../ui/form-field.js';
import { Pages } from '../../../ui/pages.js';
import { type Look, lookOf } from '../../../ui/reader.js';
import { readable } from '../../terms/terms.js';
import { TermsService } from '../../terms/terms.service.js';
import { RegistrationPolicy } from '../registration-policy.service.js';
import { FormTime } from './form-time.js';
import { RegisterPage } from './register-page.js';
import { readForm } from './registration-form.js';
import type { FormRefusal } from './registration-problems.js';

/** Shows the registration page: at first, and again if the form was not taken. */
@Injectable()
export class RegisterPresenter {
  constructor(
    private readonly pages: Pages,
    private readonly policy: RegistrationPolicy,
    private readonly time: FormTime,
    private readonly requests: PageRequests,
    private readonly terms: TermsService,
    private readonly work: ProofOfWork,
  ) {}

  /** The languages that the reader of the page wants, the most wanted first. */
  languagesOf(request: FastifyRequest): readonly string[] {
    return this.pages.languagesOf(request);
  }

  /** How the mails look that the page leads to: as the client wants that the registration is for. */
  async lookOf({ cookies }: FastifyRequest, reference: string): Promise<Look> {
    await this.requests.find(cookies, reference);
    return lookOf(cookies);
  }

  /** @param input the query string or the form, which says what was typed before and names the parked request */
  async show(reply: FastifyReply, input: unknown, refusal?: FormRefusal): Promise<void> {
    const reference = formField(input, 'request');
    const { parked, client } = await this.requests.find(reply.request.cookies, reference);
    const { password: _, ...typed } = readForm(input, this.policy.fields);
    const hint = parked?.parameters.get('login_hint') ?? '';
    const form = refusal || hint === '' ? typed : { ...typed, [hint.includes('@') ? 'email' : 'username']: hint };
    const terms = await this.terms.current();
    const languages = this.languagesOf(reply.request);
    const invitation = formField(input, 'invitation').trim();
    const task = await this.work.task();
    this.pages.send(reply, {
      title: 'register.title',
      script: scriptsWith(task),
      status: refusal?.status ?? HttpStatus.OK,
      body: (
        <RegisterPage
          hidden={{
            ...this.time.fields(cookiesOf(reply), formField(input, 'begun')),
            request: parked && reference,
          }}
          clientName={client && nameOf(client, languages)}
          signInPath={loginPath(parked && reference)}
          form={form}
          terms={terms && { version: terms.version, href: readable(terms, languages).url ?? '/terms' }}
          fields={this.policy.fields}
          needsEmail={this.policy.provesAddresses}
          invitation={this.policy.needsInvitation || invitation !== '' ? invitation : undefined}
          task={task}
          problems={refusal?.problems ?? new Map()}
          refusal={refusal?.words}
        />
      ),
    });
  }
}
