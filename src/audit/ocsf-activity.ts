/** OCSF's classes for identity and access management, by what they are called there. */
const ACCOUNT_CHANGE = { uid: 3001, name: 'Account Change' };
const AUTHENTICATION = { uid: 3002, name: 'Authentication' };
const ENTITY_MANAGEMENT = { uid: 3004, name: 'Entity Management' };

/** OCSF's severities that are used here. */
const [INFORMATIONAL, LOW, HIGH] = [1, 2, 4];

/** What a type of event is in OCSF, the schema of security events that monitoring systems share. */
export interface OcsfActivity {
  readonly class: { readonly uid: number; readonly name: string };
  /** Its number in the class; 99 is one that the class does not have. */
  readonly activity: number;
  readonly severity: number;
  /** Whether it says that someone did not succeed. */
  readonly failed: boolean;
}

function activity(
  of: OcsfActivity['class'],
  number: number,
  { severity = INFORMATIONAL, failed = false } = {},
): OcsfActivity {
  return { class: of, activity: number, severity, failed };
}

const FAILED = { severity: LOW, failed: true };

/** What rooms say of their types of events; {@link activityOf} says it of the others. */
export const OCSF = {
  logon: activity(AUTHENTICATION, 1),
  logonFailed: activity(AUTHENTICATION, 1, FAILED),
  logoff: activity(AUTHENTICATION, 2),
  token: activity(AUTHENTICATION, 3),
  authentication: activity(AUTHENTICATION, 99),
  replay: activity(AUTHENTICATION, 99, { severity: HIGH, failed: true }),
  accountCreated: activity(ACCOUNT_CHANGE, 1),
  accountEnabled: activity(ACCOUNT_CHANGE, 2),
  passwordChanged: activity(ACCOUNT_CHANGE, 3),
  passwordReset: activity(ACCOUNT_CHANGE, 4),
  accountDisabled: activity(ACCOUNT_CHANGE, 5),
  accountDeleted: activity(ACCOUNT_CHANGE, 6),
  factorEnabled: activity(ACCOUNT_CHANGE, 10),
  factorDisabled: activity(ACCOUNT_CHANGE, 11),
  account: activity(ACCOUNT_CHANGE, 99),
};

/** What is done to an entity, by the verb of the type's name. */
const ON_ENTITIES: Readonly<Record<string, number>> = {
  created: 1,
  exported: 2,
  updated: 3,
  rotated: 3,
  deleted: 4,
  revoked: 4,
};

/** What a type is if its room does not say: something that was done to an entity of this server. */
export function activityOf({ name, ocsf }: { readonly name: string; readonly ocsf?: OcsfActivity }): OcsfActivity {
  if (ocsf) return ocsf;
  const verb = name.replace(/^.*[._]/, '');
  return activity(ENTITY_MANAGEMENT, ON_ENTITIES[verb] ?? 99);
}
