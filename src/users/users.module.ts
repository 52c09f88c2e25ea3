import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { provideAll } from '../platform/provide-all.js';
import { DeclaredUsers } from './declared-users.service.js';
import { FirstUser } from './first-user.service.js';
import { InvitationsController } from './invitations.controller.js';
import { FailureTimes } from './passwords/failure-times.js';
import { Argon2Format } from './passwords/formats/argon2.js';
import { BcryptFormat } from './passwords/formats/bcrypt.js';
import { PASSWORD_FORMATS } from './passwords/formats/password-format.js';
import { Pbkdf2Format } from './passwords/formats/pbkdf2.js';
import { ScryptFormat } from './passwords/formats/scrypt.js';
import { SshaFormat } from './passwords/formats/ssha.js';
import { HashCostsRepository } from './passwords/hash-costs.repository.js';
import { PasswordChoices } from './passwords/password-choices.service.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { PasswordRules } from './passwords/password-rules.service.js';
import { PasswordTicketEntity } from './passwords/password-ticket.entity.js';
import { PasswordTicketsRepository } from './passwords/password-tickets.repository.js';
import { PasswordTickets } from './passwords/password-tickets.service.js';
import { People } from './people.service.js';
import { RoleHoldersRepository } from './role-holders.repository.js';
import { RoleHoldersService } from './role-holders.service.js';
import { SignInNameEntity } from './sign-in-name.entity.js';
import { UserEntity } from './user.entity.js';
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
@Declares(ENTITIES.of(UserEntity, SignInNameEntity, PasswordTicketEntity))
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
        PasswordChoices,
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
        PasswordChoices,
        PasswordTickets,
        People,
        UsersExport,
        UsersImport,
      ],
    };
  }
}
