import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Interaction } from '../authentication/login/interactions.js';
import { ParkedRequestsService } from '../authorization-requests/parked-requests.service.js';
import { parseScope, type Scope } from '../oauth/scope.js';
import type { Instant } from '../platform/clock.js';
import type { RequestFacts } from '../platform/http/request-facts.js';
import { ResourcesService } from '../resources/resources.service.js';
import type { ScopeItem } from '../ui/components/scope-list.js';
import { askedClaims, scopesOf } from '../users/asked-claims.js';
import { CONSENT_EVENTS } from './audit-events.js';
import { ConsentService } from './consent.service.js';
import { describeScopes } from './scope-words.js';

type ConsentDecision = 'allow' | 'deny';

/** What a person is asked on the consent page, and what follows from the answer. */
@Injectable()
export class ConsentDecisions {
  constructor(
    private readonly consents: ConsentService,
    private readonly requests: ParkedRequestsService,
    private readonly resources: ResourcesService,
    private readonly audit: AuditService,
  ) {}

  /** The scope in words. @param languages of the reader, the most wanted first */
  async items(
    { client, session }: Interaction,
    scope: Scope,
    languages: readonly string[],
  ): Promise<readonly ScopeItem[]> {
    const scopes = await this.resources.describe(scope, languages);
    const consent = await this.consents.find(session.user.id, client.clientId);
    return describeScopes(scopes, consent?.scope ?? []);
  }

  /**
   * @param scope that was shown
   * @param begun when the decision arrived
   * @returns where the browser goes on
   */
  async decide(
    interaction: Interaction,
    decision: ConsentDecision,
    scope: Scope,
    facts: RequestFacts,
    begun: Instant,
  ): Promise<string> {
    const { reference, parked, client, session } = interaction;
    const actor = session.user.id;
    if (decision === 'allow') {
      await this.consents.allow(actor, client.clientId, scope, facts);
    } else {
      await this.audit.record({ type: CONSENT_EVENTS.denied, actor, clientId: client.clientId }, facts);
    }
    await this.requests.decide(reference, decision, actor, begun);
    return this.requests.returnPath(reference, parked);
  }

  /**
   * What is asked for and this user may have; all that the client is registered for if it names no scope.
   * A claim that is asked for by name counts as the scope it belongs to. It changes with the registration of the client and
   * with the user's roles, also while the page is open.
   */
  scopeOf({ parked, client, session }: Interaction): Promise<Scope> {
    const asked = parked.parameters.get('scope');
    const scope = asked === undefined ? client.scope : parseScope(asked);
    const byName = scopesOf(askedClaims(parked.parameters, client), client);
    return this.resources.permitted([...new Set([...scope, ...byName])], session.user.roles);
  }
}
