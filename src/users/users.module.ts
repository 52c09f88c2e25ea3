import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { API_DESCRIPTIONS } from '../admin/api-description.js';
import { BOOTSTRAP_SECTIONS } from '../admin/bootstrap/bootstrap-section.js';
import { SUBJECTS, SubjectIdentifiers } from '../admin/subject-identifiers.js';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { ACTOR_NAMES } from '../audit/actor-names.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { MAIL_TEMPLATES } from '../mail/mail-template.js';
import { ENDED_AFTER_RESTORE } from '../platform/database/after-restore.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { DOCTOR_CHECKS } from '../platform/doctor/doctor-check.js';
import { providePeers } from '../platform/peers.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { METRICS } from '../platform/telemetry/metric.js';
import { ADDRESS_CHANGED_MAIL, VERIFY_ADDRESS_MAIL } from './addresses/address-mails.js';
import { AddressUndos } from './addresses/address-undos.service.js';
import { OwnAddresses, UNDO_ADDRESS, VERIFY_ADDRESS } from './addresses/own-addresses.service.js';
import { USER_EVENTS } from './audit-events.js';
import { UserDifferences } from './bootstrap/user-differences.service.js';
import { UsersSection } from './bootstrap/users.section.js';
import { DECLARABLE_FACTORS } from './declared-factor.js';
import { DeclaredFactors } from './declared-factors.service.js';
import { DeclaredUsers } from './declared-users.service.js';
import { CLAIMS_DESCRIPTION } from './describe-claims.js';
import { FirstUser, SETUP } from './first-user.service.js';
import { InvitationsController } from './invitations.controller.js';
import { LastSignInsService } from './last-sign-ins.service.js';
import { AccountLinkEntity } from './links/account-link.entity.js';
import { LINK_PURPOSES } from './links/account-link.js';
import { AccountLinksRepository, VOID_ALL_LINKS } from './links/account-links.repository.js';
import { AccountLinks } from './links/account-links.service.js';
import { INVITATION_MAIL } from './links/invitation-mail.js';
import { INVITATION, Invitations } from './links/invitations.service.js';
import { PASSWORD_CHANGED, PASSWORD_ONLY_CHANGED, PASSWORD_RESET_BY_ADMINISTRATOR } from './mail-notices.js';
import { AccountDeletions } from './own-account/account-deletions.service.js';
import { ACCOUNT_DELETED, DELETION_REQUESTED } from './own-account/deletion-mails.js';
import { OwnProfiles } from './own-account/own-profiles.service.js';
import { Argon2 } from './passwords/argon2/argon2.service.js';
import { IdleThreads } from './passwords/argon2/idle-threads.js';
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
import { PASSWORD_METRICS, PasswordMetrics } from './passwords/password-metrics.js';
import { PasswordRules } from './passwords/password-rules.service.js';
import { People } from './people.service.js';
import { PersonalDataSections } from './personal-data-sections.service.js';
import { ForgottenPasswords } from './recovery/forgotten-passwords.service.js';
import { PASSWORD_RESET_MAIL } from './recovery/password-mails.js';
import { PASSWORD_RESET, PasswordResets } from './recovery/password-resets.service.js';
import { RoleHoldersRepository } from './role-holders.repository.js';
import { RoleHoldersService } from './role-holders.service.js';
import { SignInNameEntity } from './sign-in-name.entity.js';
import { UserEntity } from './user.entity.js';
import { UserAdministration } from './user-administration.service.js';
import { UserSearchRepository } from './user-search.repository.js';
import { UserStore } from './user-store.js';
import { UsersController } from './users.controller.js';
import { USERS_AMONG, UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';
import { UsersExport } from './users-export.service.js';
import { UsersImport } from './users-import.service.js';
import { UsersTransferRepository } from './users-transfer.repository.js';

const passwordFormats = PASSWORD_FORMATS.of(Argon2Format, BcryptFormat, ScryptFormat, Pbkdf2Format, SshaFormat);

const sections = BOOTSTRAP_SECTIONS.of(UsersSection);

/** End-users. */
@Declares(
  ENTITIES.of(UserEntity, SignInNameEntity, AccountLinkEntity),
  METRICS.of(...PASSWORD_METRICS),
  SUBJECTS.of({ of: 'user', among: USERS_AMONG }),
  ENDED_AFTER_RESTORE.of({ name: 'links', statement: VOID_ALL_LINKS }),
  passwordFormats,
  sections,
  LINK_PURPOSES.of(SETUP, INVITATION, PASSWORD_RESET, VERIFY_ADDRESS, UNDO_ADDRESS),
  API_DESCRIPTIONS.of(CLAIMS_DESCRIPTION),
  ACTOR_NAMES.of(() => import('./actor-names.js')),
  PURGE_RULES.of(
    purgeRule('users', AccountDeletions),
    purgeRule('account_links', AccountLinksRepository, 'expires_at'),
  ),
  ADMIN_SCOPES.of(
    { name: 'users:read', description: 'See the accounts of users', roles: ['user-manager'], position: 5 },
    {
      name: 'users:write',
      description: 'Create, change, disable and delete accounts of users',
      roles: ['user-manager'],
      position: 6,
    },
  ),
  MAIL_TEMPLATES.of(
    PASSWORD_CHANGED,
    PASSWORD_ONLY_CHANGED,
    PASSWORD_RESET_BY_ADMINISTRATOR,
    PASSWORD_RESET_MAIL,
    INVITATION_MAIL,
    VERIFY_ADDRESS_MAIL,
    ADDRESS_CHANGED_MAIL,
    DELETION_REQUESTED,
    ACCOUNT_DELETED,
  ),
  AUDIT_EVENTS.of(...Object.values(USER_EVENTS)),
  COMMANDS.of(() => import('./users.commands.js')),
  DOCTOR_CHECKS.of(() => import('./users.doctor.js')),
)
@Module({})
export class UsersModule {
  /** @param store where users come from; a host application may bring its own */
  static forRoot(store: Type<UserStore> = UsersService): DynamicModule {
    return {
      module: UsersModule,
      global: true,
      controllers: [UsersController, InvitationsController],
      providers: [
        providePeers(PASSWORD_FORMATS),
        providePeers(DECLARABLE_FACTORS),
        ...passwordFormats.items,
        ...sections.items,
        AccountLinks,
        AddressUndos,
        OwnAddresses,
        AccountLinksRepository,
        DeclaredFactors,
        DeclaredUsers,
        FailureTimes,
        FirstUser,
        ForgottenPasswords,
        Invitations,
        HashCostsRepository,
        LastSignInsService,
        OwnProfiles,
        AccountDeletions,
        PasswordChoices,
        Argon2,
        IdleThreads,
        PasswordHasher,
        PasswordMetrics,
        PasswordResets,
        PasswordRules,
        People,
        PersonalDataSections,
        RoleHoldersRepository,
        RoleHoldersService,
        SubjectIdentifiers,
        UserAdministration,
        UserDifferences,
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
        AccountLinks,
        AddressUndos,
        OwnAddresses,
        DeclaredFactors,
        DeclaredUsers,
        FailureTimes,
        FirstUser,
        ForgottenPasswords,
        Invitations,
        LastSignInsService,
        OwnProfiles,
        AccountDeletions,
        PasswordChoices,
        PasswordResets,
        People,
        PersonalDataSections,
        UsersExport,
        UsersImport,
      ],
    };
  }
}
