import { Controller, Get, HttpStatus, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accountNames } from '../authentication/accounts/accounts.js';
import { Csrf } from '../authentication/csrf.js';
import { clientRedirectUri } from '../authentication/login/client-redirect.js';
import { type Interaction, Interactions } from '../authentication/login/interactions.js';
import { isTrusted } from '../clients/client.js';
import { textsOf } from '../clients/client-texts.js';
import { destinationOf } from '../oauth/redirect-uri.js';
import { formatScope, type Scope } from '../oauth/scope.js';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { seeOther } from '../platform/http/redirect.js';
import { requestFacts } from '../platform/http/request-facts.js';
import { Public } from '../resource-server/access.js';
import { formField } from '../ui/form-field.js';
import { Pages } from '../ui/pages.js';
import { ConsentDecisions } from './consent-decisions.service.js';
import { ConsentPage, type ConsentRefusal } from './consent-page.js';

const CONSENT = 'consent';

const STATUS = { outdated: HttpStatus.FORBIDDEN, changed: HttpStatus.CONFLICT } as const;

/** Asks a signed-in person whether a client may have what it asks for. */
@ApiExcludeController()
@Controller('consent')
export class ConsentController {
  constructor(
    private readonly interactions: Interactions,
    private readonly decisions: ConsentDecisions,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const interaction = await this.interactions.find(request, reply, request.query);
    if (interaction) await this.show(request, reply, interaction, await this.decisions.scopeOf(interaction));
  }

  /** Deciding twice the same (a double click) leads to the same end. */
  @Public()
  @Post()
  async decide(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const begun = this.clock.now();
    const interaction = await this.interactions.find(request, reply, request.body);
    if (!interaction) return;
    const { reference, session } = interaction;
    const decision = formField(request.body, 'decision');
    const genuine = this.csrf.accepts(formField(request.body, 'csrf'), CONSENT, session.digest, reference);
    const scope = await this.decisions.scopeOf(interaction);
    if (!genuine || (decision !== 'allow' && decision !== 'deny'))
      return this.show(request, reply, interaction, scope, genuine ? undefined : 'outdated');
    // What was shown is what is allowed.
    if (decision === 'allow' && formField(request.body, 'scope') !== formatScope(scope))
      return this.show(request, reply, interaction, scope, 'changed');
    seeOther(reply, await this.decisions.decide(interaction, decision, scope, requestFacts(request), begun));
  }

  private async show(
    request: FastifyRequest,
    reply: FastifyReply,
    interaction: Interaction,
    scope: Scope,
    refused?: ConsentRefusal,
  ): Promise<void> {
    const { reference, parked, client, session } = interaction;
    const languages = this.pages.languagesOf(request);
    const texts = textsOf(client, languages, this.config.issuer);
    const items = await this.decisions.items(interaction, scope, languages);
    this.pages.send(reply, {
      title: 'consent.title',
      status: refused ? STATUS[refused] : HttpStatus.OK,
      image: texts.logoUrl,
      body: (
        <ConsentPage
          csrf={this.csrf.token(CONSENT, session.digest, reference)}
          reference={reference}
          scope={formatScope(scope)}
          client={texts}
          account={accountNames(session.user)}
          switchPath={this.interactions.switchPath(request, reference)}
          items={items}
          returnTo={destinationOf(clientRedirectUri(parked, client))}
          unknown={!isTrusted(client)}
          refused={refused}
        />
      ),
    });
  }
}
