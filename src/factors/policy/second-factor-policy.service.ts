import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { SignInFacts } from '../../authentication/required-actions/required-action.js';
import {
  type AuthenticationDemand,
  demandOf,
  NO_DEMAND,
  neededLevel,
} from '../../authorization-requests/authentication-demand.js';
import { ParkedRequestsService } from '../../authorization-requests/parked-requests.service.js';
import type { Client } from '../../clients/client.js';
import { ClientsService } from '../../clients/clients.service.js';
import {
  acrOf,
  type Level,
  ONE_FACTOR,
  satisfies,
  stronger,
  TWO_FACTORS,
  together,
} from '../../oauth/authentication-levels.js';
import type { Parameters } from '../../oauth/parameters.js';
import { parseScope, type Scope } from '../../oauth/scope.js';
import { type SecondFactorPolicy as Policy, strictest } from '../../oauth/second-factor-policy.js';
import { after, Clock, type Instant } from '../../platform/clock.js';
import type { ValuesOf } from '../../platform/config/room-settings.js';
import type { Peers } from '../../platform/peers.js';
import { ResourcesService } from '../../resources/resources.service.js';
import type { User } from '../../users/user.js';
import { Enrolments } from '../enrolments.service.js';
import { FACTORS, type Factor, mostOf } from '../factor.js';
import { SECOND_FACTOR_SETTINGS } from './second-factor-settings.js';
import { isEnough, SATISFIED, type SecondFactorStep, secondFactorStep } from './second-factor-step.js';

/** What a sign-in lacks. */
export interface Demand {
  /** Whether this kind of factor meets it. */
  readonly isMetBy: (factor: Factor) => boolean;
  /** Whether a device that the person has had remembered stands in for it. */
  readonly admitsRememberedDevice: boolean;
  /** Until when the person may put it off to set something up; left out: not at all. */
  readonly putOffUntil?: Instant | undefined;
}

/** For what a person is authenticated. */
export interface SignInPurpose {
  readonly demand: AuthenticationDemand;
  /** What the client says of second factors. */
  readonly client?: Policy | undefined;
}

const NO_PURPOSE: SignInPurpose = { demand: NO_DEMAND };

/** What was proven, and when it is asked. */
export interface Proven {
  readonly amr: readonly string[];
  /** Whether the person is signed in: no one is asked for what they have set up since, or to set something up in time. */
  readonly isSignedIn?: boolean;
  /** Whether the person has just put off to set something up. */
  readonly isPutOff?: boolean | undefined;
}

/** Decides whether what was proven is enough, or another factor is needed. */
@Injectable()
export class SecondFactorPolicy implements OnModuleInit {
  constructor(
    @Inject(SECOND_FACTOR_SETTINGS.token) private readonly settings: ValuesOf<typeof SECOND_FACTOR_SETTINGS>,
    @Inject(FACTORS.token) private readonly factors: Peers<Factor>,
    private readonly enrolments: Enrolments,
    private readonly resources: ResourcesService,
    private readonly requests: ParkedRequestsService,
    private readonly clients: ClientsService,
    private readonly clock: Clock,
  ) {}

  /** @throws Error if a factor is said to count that does not exist, so that the server does not start */
  onModuleInit(): void {
    const unknown = this.settings.kinds.find((name) => !this.factors.get(name));
    if (unknown !== undefined)
      throw new Error(`SECOND_FACTOR_KINDS must list some of ${this.factors.keys.join(', ')}, not "${unknown}"`);
  }

  /** @returns undefined if nothing is missing, or nothing can be done about it. For most people it runs no statement. */
  async demandOf(user: User, facts: SignInFacts): Promise<Demand | undefined> {
    const purpose = await this.purposeOf(user, facts);
    const wanted = await this.stepOf(user, facts, purpose);
    // What no one can do is refused when the request goes on; the policy counts in any case.
    const without = { ...purpose, demand: NO_DEMAND };
    const step = wanted.kind === 'impossible' ? await this.stepOf(user, facts, without) : wanted;
    if (step.kind === 'satisfied' || step.kind === 'impossible') return undefined;
    return {
      isMetBy: (factor) => this.reaches(factor, facts.amr, step.level),
      admitsRememberedDevice: step.kind === 'verify' && step.by === 'policy',
      putOffUntil: step.kind === 'enrol' ? step.putOffUntil : undefined,
    };
  }

  /** What the person has to do. Runs no statement for who has nothing set up, and needs nothing. */
  async stepOf(user: User, proven: Proven, purpose: SignInPurpose): Promise<SecondFactorStep> {
    const { amr, isSignedIn = false, isPutOff = isSignedIn } = proven;
    const needed = neededLevel(purpose.demand);
    if (needed === undefined) return { kind: 'impossible', level: purpose.demand.minimum };
    const policy = await this.policyFor(user, purpose, isSignedIn);
    const wanted = { reached: acrOf(amr), policy, needed, wished: purpose.demand.wished };
    if (isEnough(wanted)) return SATISFIED;
    const kinds = await this.enrolments.kindsOf(user);
    const usable = kinds.filter((factor) => !factor.isFallback && factor.isUsable(user));
    const offered = this.factors.list.filter(({ isFallback }) => !isFallback);
    return secondFactorStep({
      ...wanted,
      provable: this.strongest(usable, amr),
      enrollable: this.strongest(offered, amr),
      putOffUntil: this.putOffUntil(user),
      isPutOff,
      now: this.clock.now(),
    });
  }

  /** For what a person is authenticated who answers this request of the client. */
  async purposeFor(user: User, client: Client, parameters: Parameters): Promise<SignInPurpose> {
    const demand = demandOf(parameters, client);
    const scope = parameters.has('scope') ? parseScope(parameters.get('scope')) : client.scope;
    const { second_factor: policy } = client.metadata;
    if (!(await this.administers(user, scope))) return { demand, client: policy };
    return { demand: forAdministration(demand, this.settings.administration === 'required'), client: policy };
  }

  /** What ADMIN_SECOND_FACTOR wants of a person who uses the admin API. */
  async administrationLevel(user: User): Promise<Level> {
    const { administration } = this.settings;
    if (administration === 'required') return TWO_FACTORS;
    if (administration === 'off') return ONE_FACTOR;
    const kinds = await this.enrolments.kindsOf(user);
    return kinds.some((factor) => !factor.isFallback && this.counts(factor)) ? TWO_FACTORS : ONE_FACTOR;
  }

  /** What has to be left of what the person has set up, when they remove a factor; undefined: it may be nothing. */
  async mustKeep(user: User): Promise<((left: readonly Factor[]) => boolean) | undefined> {
    if ((await this.policyFor(user, NO_PURPOSE, false)) !== 'required') return undefined;
    return (left) => left.some((factor) => !factor.isFallback && this.counts(factor));
  }

  /** Whether the person may be asked for this kind of factor at all: the others count for nothing here. */
  counts({ name, countsAsSecond }: Factor): boolean {
    return this.settings.kinds.length === 0 ? countsAsSecond : this.settings.kinds.includes(name);
  }

  /** Until when the person may put off to set something up, if it is required. */
  putOffUntil({ enrolBy, factors }: User): Instant {
    // The users of a host's own store have no place where it could be noted.
    if (factors === undefined) return 0;
    return enrolBy ?? after(this.clock.now(), this.settings.grace);
  }

  private async purposeOf(user: User, facts: SignInFacts): Promise<SignInPurpose> {
    const parked = facts.parked ?? (await this.requests.find(facts.reference));
    const client = parked && (await this.clients.find(parked.clientId));
    return parked && client ? this.purposeFor(user, client, parked.parameters) : NO_PURPOSE;
  }

  /** Whether the user may have one of these scopes of the admin API, so that ADMIN_SECOND_FACTOR counts. */
  private async administers({ roles }: User, scope: Scope): Promise<boolean> {
    if (this.settings.administration === 'off') return false;
    const { names } = this.resources.adminScopes;
    const asked = scope.filter((name) => names.has(name));
    return asked.length > 0 && (await this.resources.permitted(asked, roles)).length > 0;
  }

  private async policyFor({ roles }: User, { client }: SignInPurpose, isSignedIn: boolean): Promise<Policy> {
    const catalogue = this.resources.catalogueAtHand() ?? (await this.resources.catalogue());
    const policy = strictest(this.settings.policy, client, ...catalogue.secondFactorsOf(roles));
    return isSignedIn && policy === 'optional' ? 'off' : policy;
  }

  private strongest(factors: readonly Factor[], amr: readonly string[]): Level {
    const levels = factors
      .filter((factor) => this.adds(factor, amr))
      .map((factor) => acrOf(together(amr, mostOf(factor))));
    return levels.reduce(stronger, acrOf(amr));
  }

  private reaches(factor: Factor, amr: readonly string[], level: Level): boolean {
    return this.adds(factor, amr) && satisfies(acrOf(together(amr, mostOf(factor))), level);
  }

  /** A factor that was proven already adds nothing. */
  private adds(factor: Factor, amr: readonly string[]): boolean {
    return this.counts(factor) && !factor.amr.every((method) => amr.includes(method));
  }
}

/** With what the admin API wants of administrators: two factors of everyone, or of those who have them. */
function forAdministration(demand: AuthenticationDemand, isRequired: boolean): AuthenticationDemand {
  if (isRequired) return { ...demand, minimum: stronger(demand.minimum, TWO_FACTORS) };
  const wished = demand.wished.filter((level) => satisfies(level, TWO_FACTORS));
  return { ...demand, wished: [...wished, TWO_FACTORS] };
}
