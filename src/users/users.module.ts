import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { provideAll } from '../platform/provide-all.js';
import { DeclaredUsers } from './declared-users.service.js';
import { FailureTimes } from './failure-times.js';
import { FirstUser } from './first-user.service.js';
import { HashCostsRepository } from './hash-costs.repository.js';
import { InvitationsController } from './invitations.controller.js';
import { Argon2Format } from './password-formats/argon2.js';
import { BcryptFormat } from './password-formats/bcrypt.js';
import { PASSWORD_FORMATS } from './password-formats/password-format.js';
import { Pbkdf2Format } from './password-formats/pbkdf2.js';
import { ScryptFormat } from './password-formats/scrypt.js';
import { SshaFormat } from './password-formats/ssha.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordRules } from './password-rules.service.js';
import { PasswordTicketsRepository } from './password-tickets.repository.js';
import { PasswordTickets } from './password-tickets.service.js';
import { People } from './people.service.js';
import { RoleHoldersRepository } from './role-holders.repository.js';
import { RoleHoldersService } from './role-holders.service.js';
import { UserAdministration } from './user-administration.service.js';
import { UserSearchRepository } from './user-search.repository.js';
import { UserStore } from './user-store.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';
import { UsersExport } from './users-export.service.js';
import { UsersImport } from './users-import.service.js';
import { UsersTransferRepository } from './users-transfer.repository.js';

/** End-users. */
@Module({})
export class UsersModule {
  /** @param store where users come from; a host application may bring its own */
  static forRoot(store: Type<UserStore> = UsersService): DynamicModule {
    return {
      module: UsersModule,
      global: true,
      controllers: [UsersController, InvitationsController],
      providers: [
        ...provideAll(PASSWORD_FORMATS, [Argon2Format, BcryptFormat, ScryptFormat, Pbkdf2Format, SshaFormat]),
        DeclaredUsers,
        FailureTimes,
        FirstUser,
        HashCostsRepository,
        PasswordHasher,
        PasswordRules,
        PasswordTickets,
        PasswordTicketsRepository,
        People,
        RoleHoldersRepository,
        RoleHoldersService,
        UserAdministration,
        UserSearchRepository,
        UsersRepository,
        UsersService,
        UsersTransferRepository,
        UsersExport,
        UsersImport,
        ...(store === UsersService ? [] : [store]),
        { provide: UserStore, useExisting: store },
      ],
      exports: [
        UserStore,
        UsersService,
        UserAdministration,
        DeclaredUsers,
        FailureTimes,
        FirstUser,
        PasswordTickets,
        People,
        UsersExport,
        UsersImport,
      ],
    };
  }
}
