import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AccountModule } from './account/account.module.js';
import { UserRegistrationModule } from './account/registration/user-registration.module.js';
import { TermsModule } from './account/terms/terms.module.js';
import { IdempotencyModule } from './admin/idempotency/idempotency.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthenticationModule } from './authentication/authentication.module.js';
import { ProofOfWorkModule } from './authentication/proof-of-work/proof-of-work.module.js';
import { AuthorizationModule } from './authorization/authorization.module.js';
import { AuthorizationRequestsModule } from './authorization-requests/authorization-requests.module.js';
import { AuthorizationsModule } from './authorizations/authorizations.module.js';
import { ClientsModule } from './clients/clients.module.js';
import { RegistrationModule } from './clients/registration/registration.module.js';
import { ConsentModule } from './consent/consent.module.js';
import { DiscoveryModule } from './discovery/discovery.module.js';
import { FactorsModule } from './factors/factors.module.js';
import { PasskeysModule } from './factors/passkeys/passkeys.module.js';
import { ForwardAuthModule } from './forward-auth/forward-auth.module.js';
import { KeysModule } from './keys/keys.module.js';
import { MailModule } from './mail/mail.module.js';
import { BootstrapModule } from './operations/bootstrap/bootstrap.module.js';
import { DocumentationModule } from './operations/documentation/documentation.module.js';
import { ImportExportModule } from './operations/import-export/import-export.module.js';
import { OperationsModule } from './operations/operations.module.js';
import type { Config } from './platform/config/config.js';
import { CryptoModule } from './platform/crypto/crypto.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { Declarations, type Room } from './platform/declarations.js';
import { OutboxModule } from './platform/outbox/outbox.module.js';
import { PlatformModule } from './platform/platform.module.js';
import { ScheduleModule } from './platform/schedule/schedule.module.js';
import { ThrottlingModule } from './platform/throttling/throttling.module.js';
import { ResourceServerModule } from './resource-server/resource-server.module.js';
import { ResourcesModule } from './resources/resources.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { UiModule } from './ui/ui.module.js';
import type { UserStore } from './users/user-store.js';
import { UsersModule } from './users/users.module.js';

/** What a host application adds to the server. */
export interface Extensions {
  /** Where end-users come from; left out: the built-in store. */
  readonly userStore?: Type<UserStore> | undefined;
  /** Further rooms: modules of Nest, with what they declare. */
  readonly rooms?: readonly Room[];
}

/** The one list of rooms, in their order: a room may import those above it. */
export function roomsOf(config: Pick<Config, 'metrics'>, { userStore, rooms = [] }: Extensions = {}): readonly Room[] {
  return [
    DatabaseModule,
    CryptoModule,
    ScheduleModule,
    OutboxModule,
    ThrottlingModule,
    UiModule,
    ResourceServerModule.forServer(),
    IdempotencyModule,
    AuditModule,
    MailModule,
    ProofOfWorkModule,
    KeysModule,
    ResourcesModule,
    ClientsModule,
    RegistrationModule,
    UsersModule.forRoot(userStore),
    AuthorizationsModule,
    AuthorizationRequestsModule,
    AuthenticationModule,
    FactorsModule,
    PasskeysModule,
    TermsModule,
    UserRegistrationModule,
    ConsentModule,
    AuthorizationModule,
    TokensModule,
    AccountModule,
    ForwardAuthModule,
    DiscoveryModule,
    BootstrapModule,
    ImportExportModule,
    OperationsModule.forRoot(config),
    DocumentationModule,
    ...rooms,
  ];
}

/** The whole server. */
@Module({})
export class AppModule {
  static forRoot(config: Config, extensions: Extensions = {}): DynamicModule {
    const rooms = roomsOf(config, extensions);
    return {
      module: AppModule,
      imports: [PlatformModule.forRoot(config, new Declarations(rooms)), ...rooms],
    };
  }
}
