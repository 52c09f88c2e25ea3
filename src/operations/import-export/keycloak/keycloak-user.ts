import { attributeMistakes, groupProblem } from '../../../users/attribute-rules.js';
import type { DeclaredFactor } from '../../../users/declared-factor.js';
import type { Attributes } from '../../../users/user.js';
import { type JsonObject, listOf, objectOf, present, textOf, textsOf } from '../json-value.js';
import { mappedRoles } from '../mapped-roles.js';
import type { Unmapped } from '../unmapped.js';
import { factorOf, passwordHashOf, type RealmFactors } from './keycloak-credentials.js';
import { CLAIM_OF_ATTRIBUTE, isBuiltInClient } from './keycloak-names.js';

/** Attributes that are a part of the address. */
const ADDRESS_OF_ATTRIBUTE: Readonly<Record<string, string>> = {
  formatted: 'formatted',
  street: 'street_address',
  locality: 'locality',
  region: 'region',
  postal_code: 'postal_code',
  country: 'country',
};

const PHONE_VERIFIED = 'phoneNumberVerified';

/** Roles that every realm has for itself. */
const BUILT_IN_ROLE = /^(default-roles-.*|offline_access|uma_authorization)$/;

/** The required action that there is here too. */
const UPDATE_PASSWORD = 'UPDATE_PASSWORD';

/** The declared user that a user of a realm export is; the service accounts of clients are none. */
export async function keycloakUser(
  user: JsonObject,
  ofRealm: RealmFactors,
  unmapped: Unmapped,
): Promise<JsonObject | undefined> {
  if (textOf(user.serviceAccountClientId) !== undefined) {
    unmapped.note('service accounts', 'a client acts for itself here, by its client_id; give it the scopes it needs');
    return undefined;
  }
  noteOther(user, unmapped);
  return present({
    id: textOf(user.id),
    username: user.username,
    given_name: textOf(user.firstName),
    family_name: textOf(user.lastName),
    email: textOf(user.email),
    email_verified: textOf(user.email) === undefined ? undefined : user.emailVerified === true,
    ...claimsOfAttributes(objectOf(user.attributes)),
    attributes: ownAttributes(objectOf(user.attributes), unmapped),
    groups: groupsOf(user, unmapped),
    password_hash: passwordHash(user, unmapped),
    factors: await factorsOf(user, ofRealm, unmapped),
    roles: rolesOf(user, unmapped),
    disabled: user.enabled === false ? true : undefined,
    password_change_required: textsOf(user.requiredActions).includes(UPDATE_PASSWORD) ? true : undefined,
  });
}

function passwordHash(user: JsonObject, unmapped: Unmapped): string | undefined {
  const credentials = listOf(user.credentials).map(objectOf);
  const password = credentials.find(({ type }) => type === 'password');
  if (!password) return undefined;
  const hash = passwordHashOf(password);
  if (hash === undefined)
    unmapped.note('passwords of an unknown algorithm', 'give these people a new one: gatehouse users set-password');
  return hash;
}

/** Those that go on to work. */
async function factorsOf(
  user: JsonObject,
  ofRealm: RealmFactors,
  unmapped: Unmapped,
): Promise<readonly DeclaredFactor[] | undefined> {
  const factors: DeclaredFactor[] = [];
  const credentials = listOf(user.credentials).map(objectOf);
  for (const credential of credentials.filter(({ type }) => type !== 'password')) {
    const taken = await factorOf(credential, textOf(user.id), ofRealm);
    if ('factor' in taken) factors.push(taken.factor);
    else unmapped.note(taken.what, taken.why);
  }
  return factors.length > 0 ? factors : undefined;
}

function rolesOf(user: JsonObject, unmapped: Unmapped): readonly string[] {
  const ofClients = Object.entries(objectOf(user.clientRoles)).flatMap(([client, roles]) =>
    isBuiltInClient(client) ? [] : textsOf(roles).map((role) => `${client}:${role}`),
  );
  const roles = [...textsOf(user.realmRoles).filter((role) => !BUILT_IN_ROLE.test(role)), ...ofClients];
  return mappedRoles(roles, unmapped);
}

function claimsOfAttributes(attributes: JsonObject): JsonObject {
  const claims: Record<string, unknown> = {};
  const address: Record<string, string> = {};
  for (const [name, values] of Object.entries(attributes)) {
    const value = Array.isArray(values) ? textOf(values[0]) : textOf(values);
    if (value === undefined) continue;
    const claim = CLAIM_OF_ATTRIBUTE[name];
    const part = ADDRESS_OF_ATTRIBUTE[name];
    if (claim !== undefined) claims[claim] = value;
    else if (part !== undefined) address[part] = value;
    else if (name === PHONE_VERIFIED) claims.phone_number_verified = value === 'true';
  }
  return Object.keys(address).length > 0 ? { ...claims, address } : claims;
}

/** What is no claim; of several values a list. */
function ownAttributes(attributes: JsonObject, unmapped: Unmapped): Attributes | undefined {
  const own = Object.entries(attributes).flatMap(([name, values]) => {
    const texts = Array.isArray(values) ? textsOf(values) : textsOf([values]);
    const value = texts.length > 1 ? texts : texts[0];
    if (value === undefined || isClaim(name)) return [];
    const [mistake] = attributeMistakes({ [name]: value });
    if (mistake) unmapped.note(`user attribute ${name}`, `an attribute ${mistake.detail} here`);
    return mistake ? [] : [[name, value] as const];
  });
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}

function isClaim(name: string): boolean {
  return (
    [CLAIM_OF_ATTRIBUTE, ADDRESS_OF_ATTRIBUTE].some((known) => Object.hasOwn(known, name)) || name === PHONE_VERIFIED
  );
}

/** By their paths, such as `/staff/dev`. */
function groupsOf(user: JsonObject, unmapped: Unmapped): readonly string[] | undefined {
  const groups = [...new Set(textsOf(user.groups))].filter((group) => {
    const problem = groupProblem(group);
    if (problem !== undefined) unmapped.note(`group ${group}`, `the name of a group ${problem} here`);
    return problem === undefined;
  });
  return groups.length > 0 ? groups : undefined;
}

function noteOther(user: JsonObject, unmapped: Unmapped): void {
  const has = (name: string) => listOf(user[name]).length > 0;
  for (const action of textsOf(user.requiredActions).filter((each) => each !== UPDATE_PASSWORD))
    unmapped.note(
      `required action ${action}`,
      'people are asked for nothing but another password at their next sign-in',
    );
  if (has('federatedIdentities')) unmapped.note('identities of other providers', 'people sign in by password here');
  if (textOf(user.federationLink)) unmapped.note('links to user federations', 'the people are stored here from now on');
}
