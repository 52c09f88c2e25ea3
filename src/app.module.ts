import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AccountModule } from './account/account.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuditTrailModule } from './audit-trail/audit-trail.module.js';
import { AuthorizationModule } from './authorization/authorization.module.js';
import { BootstrapModule } from './bootstrap/bootstrap.module.js';
import { ClientsModule } from './clients/clients.module.js';
import { ConsentModule } from './consent/consent.module.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { DiscoveryModule } from './discovery/discovery.module.js';
import { ENTITIES } from './entities.js';
import { FamiliesModule } from './families/families.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { KeysModule } from './keys/keys.module.js';
import { OperatingModule } from './operating/operating.module.js';
import { PasswordsModule } from './passwords/passwords.module.js';
import type { Config } from './platform/config/config.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { PlatformModule } from './platform/platform.module.js';
import { RegistrationModule } from './registration/registration.module.js';
import { RequestsModule } from './requests/requests.module.js';
import { ResourceServerModule } from './resource-server/resource-server.module.js';
import { ResourcesModule } from './resources/resources.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { TransferModule } from './transfer/transfer.module.js';
import type { UserStore } from './users/user-store.js';
import { UsersModule } from './users/users.module.js';

/** The one list of modules, in the order of the rooms. */
@Module({})
export class AppModule {
  /** @param userStore where end-users come from; left out: the built-in store */
  static forRoot(config: Config, userStore?: Type<UserStore>): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(config),
        DatabaseModule.forRoot(ENTITIES),
        DeliveriesModule,
        AuditModule,
        KeysModule,
        ResourceServerModule.forServer(),
        AuditTrailModule,
        IdempotencyModule,
        ResourcesModule,
        ClientsModule,
        UsersModule.forRoot(userStore),
        FamiliesModule,
        RequestsModule,
        SessionsModule,
        PasswordsModule,
        ConsentModule,
        AccountModule,
        AuthorizationModule,
        TokensModule,
        RegistrationModule,
        DiscoveryModule,
        BootstrapModule,
        OperatingModule.forRoot(config),
        TransferModule,
      ],
    };
  }
}
