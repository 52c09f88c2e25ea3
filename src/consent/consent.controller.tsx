import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accountNames } from '../authentication/accounts/accounts.js';
import { Csrf } from '../authentication/csrf.js';
import { clientRedirectUri } from '../authentication/login/client-redirect.js';
import { type Interaction, Interactions } from '../authentication/login/interactions.js';
import { isTrusted } from '../clients/client.js';
import { textsOf } from '../clients/client-texts.js';
import { destinationOf } from '../oauth/redirect-uri.js';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { seeOther } from '../platform/http/redirect.js';
import { requestFacts } from '../platform/http/request-facts.js';
import { Public } from '../resource-server/access.js';
import { formField } from '../ui/form-field.js';
import { Pages } from '../ui/pages.js';
import { ConsentDecisions } from './consent-decisions.service.js';
import { ConsentPage } from './consent-page.js';

const CONSENT = 'consent';

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
    if (interaction) await this.show(request, reply, interaction);
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
    if (!genuine || (decision !== 'allow' && decision !== 'deny'))
      return this.show(request, reply, interaction, !genuine);
    seeOther(reply, await this.decisions.decide(interaction, decision, requestFacts(request), begun));
  }

  private async show(
    request: FastifyRequest,
    reply: FastifyReply,
    interaction: Interaction,
    outdated = false,
  ): Promise<void> {
    const { reference, parked, client, session } = interaction;
    const languages = this.pages.languagesOf(request);
    const texts = textsOf(client, languages, this.config.issuer);
    const items = await this.decisions.items(interaction, languages);
    this.pages.send(reply, {
      title: 'consent.title',
      status: outdated ? 403 : 200,
      image: texts.logoUrl,
      body: (
        <ConsentPage
          csrf={this.csrf.token(CONSENT, session.digest, reference)}
          reference={reference}
          client={texts}
          account={accountNames(session.user)}
          switchPath={this.interactions.switchPath(request, reference)}
          items={items}
          returnTo={destinationOf(clientRedirectUri(parked, client))}
          unknown={!isTrusted(client)}
          outdated={outdated}
        />
      ),
    });
  }
}
