import { Injectable, type Type } from '@nestjs/common';
import { KeysService } from '../keys/keys.service.js';
import type { Typed } from '../platform/validation/typed-json.js';
import { ResourcesService } from '../resources/resources.service.js';
import type { Client, ClientMetadata, RegisteredBy } from './client.js';
import type { ValidatedMetadata } from './client-metadata.js';
import { ClientMetadataValidator } from './client-metadata-validator.js';
import { type ClientChanger, demandPowerOver } from './client-power.js';
import type { ClientMetadataDto } from './dto/client-metadata.dto.js';
import type { Registration } from './registration.js';
import { SectorVerifier } from './sector-verifier.js';

/** Validates members of a client by the scopes that exist at present. @throws Violations */
export type ClientReview = (members: Typed<ClientMetadataDto>, registeredBy?: RegisteredBy) => ValidatedMetadata;

/** Looks at client metadata before it is stored, and has keys for it afterwards. */
@Injectable()
export class ClientReviews {
  constructor(
    private readonly resources: ResourcesService,
    private readonly validator: ClientMetadataValidator,
    private readonly sectors: SectorVerifier,
    private readonly keys: KeysService,
  ) {}

  /** As {@link ClientMetadataValidator#assertType}. @throws Violations */
  assertType<T extends object>(type: Type<T>, value: unknown): Typed<T> {
    return this.validator.assertType(type, value);
  }

  /** Reads what is needed to validate; the review itself waits for nothing. */
  async of(clientId: string): Promise<ClientReview> {
    const catalogue = await this.resources.catalogue();
    return (members, registeredBy) => this.validator.validate(members, clientId, catalogue, registeredBy);
  }

  /** OIDC Registration §5, as {@link SectorVerifier#verify}. Not in a transaction. @throws Violations */
  verifySector(metadata: ClientMetadata, client: Pick<Client, 'registeredBy'>, before?: ClientMetadata): Promise<void> {
    return this.sectors.verify(metadata, client, before);
  }

  /** Has keys for what is signed for the client, before anyone hears that it is registered. Not in a transaction. */
  async withKeys(registration: Registration): Promise<Registration> {
    const { id_token_signed_response_alg, userinfo_signed_response_alg } = registration.client.metadata;
    await this.keys.provide([id_token_signed_response_alg, userinfo_signed_response_alg]);
    return registration;
  }

  /** As {@link demandPowerOver}, with the scopes of the admin API as they are. @throws InsufficientScope */
  demandPower(versions: readonly Pick<ClientMetadata, 'scope'>[], by: ClientChanger): void {
    demandPowerOver(versions, by, this.resources.adminScopes.names);
  }
}
