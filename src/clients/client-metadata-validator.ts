import { Inject, Injectable, type Type } from '@nestjs/common';
import { REQUEST_OBJECT_ALGORITHMS } from '../keys/client-jwt.js';
import { CONTENT_ENCRYPTION_ALGORITHMS, KEY_ENCRYPTION_ALGORITHMS } from '../keys/encryption.js';
import { KeysService } from '../keys/keys.service.js';
import { isLoopback } from '../oauth/redirect-uri.js';
import type { ValuesOf } from '../platform/config/room-settings.js';
import { Declarations } from '../platform/declarations.js';
import type { Peers } from '../platform/peers.js';
import { assertType, type Typed } from '../platform/validation/typed-json.js';
import { throwViolations } from '../platform/validation/violations.js';
import type { Catalogue } from '../resources/catalogue.js';
import { AUTHENTICATION_METHODS, type AuthenticationMethod } from './authentication-methods/authentication-method.js';
import type { RegisteredBy } from './client.js';
import { namesOf, type ValidatedMetadata, validateMetadata } from './client-metadata.js';
import { CLIENT_SETTINGS } from './client-settings.js';
import type { ClientMetadataDto } from './dto/client-metadata.dto.js';
import { furtherMembers } from './dto/further-members.js';
import { CLIENT_METADATA, type MetadataConcern } from './metadata/concern.js';
import { GRANT_DESCRIPTIONS } from './metadata/grant-description.js';
import { isUnderstood } from './metadata/names.js';
import type { GrantDescription } from './metadata/rule.js';
import { SUBJECT_TYPES } from './sector.js';

/** Validates client metadata by what this server offers: its authentication methods, algorithms and scopes. */
@Injectable()
export class ClientMetadataValidator {
  /** All client metadata that this server uses. */
  readonly concerns: readonly MetadataConcern[];
  private readonly names: ReadonlySet<string>;

  /** @throws Error if two rooms declare one member */
  constructor(
    @Inject(AUTHENTICATION_METHODS.token) private readonly methods: Peers<AuthenticationMethod>,
    @Inject(GRANT_DESCRIPTIONS.token) private readonly grants: Peers<GrantDescription>,
    private readonly keys: KeysService,
    @Inject(CLIENT_SETTINGS.token) private readonly settings: ValuesOf<typeof CLIENT_SETTINGS>,
    declarations: Declarations,
  ) {
    this.concerns = declarations.all(CLIENT_METADATA);
    this.names = namesOf(this.concerns);
  }

  /** What clients may be registered for. */
  get grantTypes(): readonly string[] {
    return this.grants.keys;
  }

  /** Whether a member of that name makes a difference here. */
  isUnderstood(name: string): boolean {
    return isUnderstood(name, this.names);
  }

  /** Whether only administrators set the member. */
  isForAdministrators(name: string): boolean {
    return this.concerns.some(({ administratorsOnly = [] }) => administratorsOnly.includes(name));
  }

  /** As {@link assertType}, with the members of all rooms. @param type a body of client metadata @throws Violations */
  assertType<T extends object>(type: Type<T>, value: unknown): Typed<T> {
    return assertType(type, value, furtherMembers(this.concerns));
  }

  /** @throws Violations */
  validate(
    members: Typed<ClientMetadataDto>,
    clientId: string,
    catalogue: Catalogue,
    registeredBy?: RegisteredBy,
  ): ValidatedMetadata {
    const offer = {
      concerns: this.concerns,
      grants: this.grants.list,
      authenticationMethods: this.methods.list.map(({ name }) => name),
      authenticationSigningAlgorithms: this.methods.list.flatMap(({ signingAlgorithms = [] }) => signingAlgorithms),
      signingAlgorithms: registeredBy === 'open' ? this.keys.algorithmsForStrangers : this.keys.algorithms,
      keyEncryptionAlgorithms: KEY_ENCRYPTION_ALGORITHMS,
      contentEncryptionAlgorithms: CONTENT_ENCRYPTION_ALGORITHMS,
      requestObjectAlgorithms: REQUEST_OBJECT_ALGORITHMS,
      subjectTypes: SUBJECT_TYPES,
      knowsScope: (name: string) => catalogue.knows(name),
      isForEveryone: (scope: string) => catalogue.permitted([scope], []).length > 0,
      redirectUriSchemes: this.settings.redirectUriSchemes,
      claimSources: catalogue,
      administrativeRoles: catalogue.administrativeRoles(),
      onLoopback: isLoopback(new URL(this.keys.issuer)),
    };
    const validated = validateMetadata(members, clientId, offer, registeredBy);
    throwViolations(validated.violations);
    return validated;
  }
}
