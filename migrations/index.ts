import { Initial1790000000000 } from './1790000000000-initial.js';
import { AskedClaims1790000100000 } from './1790000100000-asked-claims.js';
import { ClientKeys1790000200000 } from './1790000200000-client-keys.js';
import { Registration1790000300000 } from './1790000300000-registration.js';
import { Logout1790000400000 } from './1790000400000-logout.js';
import { Accounts1790000500000 } from './1790000500000-accounts.js';
import { Administration1790001100000 } from './1790001100000-administration.js';
import { AuditChain1790001200000 } from './1790001200000-audit-chain.js';
import { People1790001400000 } from './1790001400000-people.js';
import { IdempotencyKeys1790001500000 } from './1790001500000-idempotency-keys.js';
import { SealedCodes1790001600000 } from './1790001600000-sealed-codes.js';
import { FamiliesOfSessions1790001700000 } from './1790001700000-families-of-sessions.js';
import { LinksOfAccounts1790001900000 } from './1790001900000-links-of-accounts.js';
import { HashesFromElsewhere1790002000000 } from './1790002000000-hashes-from-elsewhere.js';
import { SignInNames1790002100000 } from './1790002100000-sign-in-names.js';
import { WaitingRequests1790002200000 } from './1790002200000-waiting-requests.js';
import { Declarations1790002300000 } from './1790002300000-declarations.js';
import { WriteProbes1790002400000 } from './1790002400000-write-probes.js';
import { IdempotencyLeases1790002500000 } from './1790002500000-idempotency-leases.js';
import { SignIns1790002600000 } from './1790002600000-sign-ins.js';
import { GroupsAndAttributes1790002700000 } from './1790002700000-groups-and-attributes.js';
import { ClaimMappings1790002710000 } from './1790002710000-claim-mappings.js';
import { AccessTokenFormats1790002800000 } from './1790002800000-access-token-formats.js';
import { Mails1790003100000 } from './1790003100000-mails.js';
import { AccountLinks1790003200000 } from './1790003200000-account-links.js';
import { RegistrationInvitations1790003300000 } from './1790003300000-registration-invitations.js';
import { PendingRegistrations1790003310000 } from './1790003310000-pending-registrations.js';
import { Terms1790003320000 } from './1790003320000-terms.js';
import { RegistrationApprovals1790003330000 } from './1790003330000-registration-approvals.js';
import { AccountDeletions1790003400000 } from './1790003400000-account-deletions.js';
import { Factors1790003500000 } from './1790003500000-factors.js';
import { RememberedDevices1790003510000 } from './1790003510000-remembered-devices.js';
import { Passkeys1790003600000 } from './1790003600000-passkeys.js';
import { Levels1790003700000 } from './1790003700000-levels.js';
import { SecondFactorPolicies1790003710000 } from './1790003710000-second-factor-policies.js';
import { TextsInLanguages1790003900000 } from './1790003900000-texts-in-languages.js';
import { SolvedTasks1790004000000 } from './1790004000000-solved-tasks.js';
import { ToldNotices1790004010000 } from './1790004010000-told-notices.js';
import { EventsAboutUsers1790004020000 } from './1790004020000-events-about-users.js';
import { ProtectedHosts1790004100000 } from './1790004100000-protected-hosts.js';
import { Quotas1790004200000 } from './1790004200000-quotas.js';
import { RecoveryCodesFromElsewhere1790004400000 } from './1790004400000-recovery-codes-from-elsewhere.js';

export const migrations = [
  Initial1790000000000,
  AskedClaims1790000100000,
  ClientKeys1790000200000,
  Registration1790000300000,
  Logout1790000400000,
  Accounts1790000500000,
  Administration1790001100000,
  AuditChain1790001200000,
  People1790001400000,
  IdempotencyKeys1790001500000,
  SealedCodes1790001600000,
  FamiliesOfSessions1790001700000,
  LinksOfAccounts1790001900000,
  HashesFromElsewhere1790002000000,
  SignInNames1790002100000,
  WaitingRequests1790002200000,
  Declarations1790002300000,
  WriteProbes1790002400000,
  IdempotencyLeases1790002500000,
  SignIns1790002600000,
  GroupsAndAttributes1790002700000,
  ClaimMappings1790002710000,
  AccessTokenFormats1790002800000,
  Mails1790003100000,
  AccountLinks1790003200000,
  RegistrationInvitations1790003300000,
  PendingRegistrations1790003310000,
  Terms1790003320000,
  RegistrationApprovals1790003330000,
  AccountDeletions1790003400000,
  Factors1790003500000,
  RememberedDevices1790003510000,
  Passkeys1790003600000,
  Levels1790003700000,
  SecondFactorPolicies1790003710000,
  TextsInLanguages1790003900000,
  SolvedTasks1790004000000,
  ToldNotices1790004010000,
  EventsAboutUsers1790004020000,
  ProtectedHosts1790004100000,
  Quotas1790004200000,
  RecoveryCodesFromElsewhere1790004400000,
];
