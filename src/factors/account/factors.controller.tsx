import { Controller, Get, HttpStatus, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountPages } from '../../authentication/account-pages/account-pages.js';
import { SignInRefusedFilter } from '../../authentication/login/sign-in-refused.filter.js';
import { RecentSignIns } from '../../authentication/recent-sign-in/recent-sign-ins.js';
import { seeOther } from '../../platform/http/redirect.js';
import { requestFacts } from '../../platform/http/request-facts.js';
import type { Peers } from '../../platform/peers.js';
import type { TextKey } from '../../platform/texts/message.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { factorName } from '../../users/declared-factor.js';
import type { User } from '../../users/user.js';
import { Enrollers, type SignedIn } from '../enrolment/enrollers.js';
import { Enrolments } from '../enrolments.service.js';
import { type Enrolment, FACTORS, type Factor } from '../factor.js';
import { SecondFactorPolicy } from '../policy/second-factor-policy.service.js';
import { RecoveryCodes } from '../recovery/recovery-codes.service.js';
import { FactorPage } from './factor-page.js';
import { FactorsPage } from './factors-page.js';
import { OWN_FACTOR, OWN_FACTORS } from './own-factors-paths.js';

/** What a person has just done, by the query that says so. */
const DONE: Readonly<Record<string, TextKey>> = { saved: 'factors.account.saved', removed: 'factors.account.removed' };

/** What a person sees of the own factors, names and removes. */
@ApiExcludeController()
@Controller()
@UseFilters(SignInRefusedFilter)
export class FactorsController {
  constructor(
    private readonly recent: RecentSignIns,
    private readonly enrollers: Enrollers,
    private readonly enrolments: Enrolments,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly policy: SecondFactorPolicy,
    private readonly pages: AccountPages,
    @Inject(FACTORS.token) private readonly factors: Peers<Factor>,
  ) {}

  @Public()
  @Get(OWN_FACTORS)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.recent.signedIn(reply, OWN_FACTORS);
    if (!session) return;
    const enrolments = await this.enrolments.list(session.user.id);
    const body = (
      <FactorsPage
        kinds={this.factors.list.filter((kind) => this.isShown(kind, session.user, enrolments))}
        enrolments={enrolments}
        recoveryCodes={await this.recoveryCodes.left(session.user.id)}
        done={DONE[formField(request.query, 'done')]}
      />
    );
    await this.pages.send(reply, session, { path: OWN_FACTORS, title: 'factors.account.title', body });
  }

  @Public()
  @Get(OWN_FACTOR)
  async ask(@Req() { query }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const id = formField(query, 'id');
    const person = await this.enrollers.signedIn(reply, pathOf(id));
    if (person) await this.show(reply, person, id);
  }

  @Public()
  @Post(OWN_FACTOR)
  async change(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body } = request;
    const id = formField(body, 'id');
    const person = await this.enrollers.signedIn(reply, pathOf(id));
    if (!person) return;
    if (!this.enrollers.accepts(reply, person)) return this.show(reply, person, id, 'form.outdated');
    const { user } = person;
    if (formField(body, 'act') === 'name') {
      await this.enrolments.name(id, user.id, factorName(formField(body, 'label')));
      return seeOther(reply, `${OWN_FACTORS}?done=saved`);
    }
    const by = { actor: user.id, facts: requestFacts(request) };
    const outcome = await this.enrolments.remove(id, user.id, by, await this.policy.mustKeep(user));
    if (outcome === 'needed') return this.show(reply, person, id, 'factors.account.last');
    seeOther(reply, outcome === 'removed' ? `${OWN_FACTORS}?done=removed` : OWN_FACTORS);
  }

  private async show(reply: FastifyReply, person: SignedIn, id: string, problem?: TextKey): Promise<void> {
    const { user, by, hidden } = person;
    const enrolments = await this.enrolments.list(user.id);
    const enrolment = enrolments.find((each) => each.id === id);
    const kind = enrolment && this.factors.get(enrolment.factor);
    // Recovery codes have a page of their own.
    if (!enrolment || !kind || kind.isFallback) return seeOther(reply, OWN_FACTORS);
    const isRemovable = await this.isRemovable(person, enrolments, enrolment);
    await this.pages.send(reply, by.session, {
      path: OWN_FACTORS,
      title: kind.title,
      status: problem ? HttpStatus.BAD_REQUEST : HttpStatus.OK,
      body: <FactorPage {...{ kind, enrolment, hidden, isRemovable, problem }} />,
    });
  }

  /** What the person has, and what would be of use. */
  private isShown(kind: Factor, user: User, enrolments: readonly Enrolment[]): boolean {
    const isOffered = kind.isFallback || (this.policy.counts(kind) && kind.isUsable(user));
    return isOffered || enrolments.some(({ factor }) => factor === kind.name);
  }

  private async isRemovable({ user }: SignedIn, all: readonly Enrolment[], one: Enrolment): Promise<boolean> {
    const suffices = await this.policy.mustKeep(user);
    const left = all.filter((each) => each !== one).map(({ factor }) => factor);
    return suffices?.(this.factors.list.filter(({ name }) => left.includes(name))) ?? true;
  }
}

function pathOf(id: string): string {
  return `${OWN_FACTOR}?${new URLSearchParams({ id })}`;
}
