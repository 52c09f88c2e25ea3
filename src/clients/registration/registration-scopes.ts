import { Inject, Injectable } from '@nestjs/common';
import { formatScope, IDENTITY_SCOPES, parseScope, readScope, type Scope } from '../../oauth/scope.js';
import type { ValuesOf } from '../../platform/config/room-settings.js';
import { ResourcesService } from '../../resources/resources.service.js';
import { CLIENT_SETTINGS } from '../client-settings.js';
import type { SentMetadata } from './registration-request.js';

/** RFC 7591 §2: which scopes clients get that register themselves; the answer names them. */
@Injectable()
export class RegistrationScopes {
  constructor(
    private readonly resources: ResourcesService,
    @Inject(CLIENT_SETTINGS.token) private readonly settings: ValuesOf<typeof CLIENT_SETTINGS>,
  ) {}

  /**
   * The metadata without scopes that do not exist; and with the default scope if no scope is left. A malformed scope stays,
   * for the validation to refuse.
   * @param sent members whose types were checked
   */
  async complete(sent: SentMetadata): Promise<SentMetadata> {
    const { scope, grant_types } = sent as { scope?: string | null; grant_types?: readonly string[] | null };
    const named = wellFormed(scope ?? '');
    if (!named || scope === '') return sent;
    const catalogue = await this.resources.catalogue();
    const known = named.filter((name) => catalogue.knows(name));
    if (known.length > 0) return { ...sent, scope: formatScope(known) };
    const isInteractive = grant_types?.includes('authorization_code') ?? true;
    return { ...sent, scope: formatScope(catalogue.permitted(this.defaults(isInteractive), [])) };
  }

  /** Identity scopes mean nothing for a client without people. */
  private defaults(isInteractive: boolean): Scope {
    const names = readScope(this.settings.registrationScope);
    return isInteractive ? names : names.filter((name) => !(name in IDENTITY_SCOPES));
  }
}

function wellFormed(scope: string): Scope | undefined {
  try {
    return parseScope(scope);
  } catch {
    return undefined;
  }
}
