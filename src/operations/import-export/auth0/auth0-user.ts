import type { DeclaredFactor } from '../../../users/declared-factor.js';
import type { DeclaredFactors } from '../../../users/declared-factors.service.js';
import { type JsonObject, listOf, objectOf, present, textOf, textsOf } from '../json-value.js';
import { mappedRoles } from '../mapped-roles.js';
import { SET_UP_ANOTHER, type Unmapped } from '../unmapped.js';
import type { UserRecord } from '../user-file.js';

/** Who says whether a factor works here. */
export type FactorKinds = Pick<DeclaredFactors, 'mistakesOf'>;

/** Members that are claims here under the same names. */
const CLAIMS = ['name', 'given_name', 'family_name', 'nickname', 'picture', 'email', 'locale', 'phone_number'] as const;

/** Members that have been mapped, or that say nothing about the person. */
const KNOWN = new Set<string>([
  ...CLAIMS,
  '_id',
  'user_id',
  'username',
  'email_verified',
  'phone_verified',
  'blocked',
  'passwordHash',
  'mfa_factors',
  'app_metadata',
  'user_metadata',
  'identities',
  'roles',
  'tenant',
  'connection',
  'created_at',
  'updated_at',
  'last_ip',
  'last_login',
  'last_password_reset',
  'logins_count',
  'password_set_date',
  '_tmp_is_unique',
]);

const LONGEST_ID = 36;

/** The users of an export, a line each. */
export async function* auth0Records(
  lines: AsyncIterable<UserRecord>,
  kinds: FactorKinds,
  unmapped: Unmapped,
): AsyncGenerator<UserRecord> {
  for await (const line of lines)
    yield 'user' in line ? { ...line, user: await auth0User(objectOf(line.user), kinds, unmapped) } : line;
}

/** The declared user that a line of an Auth0 export is: a user as the Management API shows one, with `passwordHash` (bcrypt) if Auth0 exported it. */
export async function auth0User(user: JsonObject, kinds: FactorKinds, unmapped: Unmapped): Promise<JsonObject> {
  const id = textOf(user.user_id) ?? idOfHashExport(user);
  if (id !== undefined && id.length > LONGEST_ID)
    unmapped.note(`user_id of more than ${LONGEST_ID} characters`, 'these people get another subject identifier');
  noteOther(user, unmapped);
  return present({
    id: id !== undefined && id.length <= LONGEST_ID ? id : undefined,
    username: textOf(user.username) ?? textOf(user.email) ?? textOf(user.phone_number),
    ...Object.fromEntries(CLAIMS.map((name) => [name, textOf(user[name])])),
    email_verified: textOf(user.email) === undefined ? undefined : user.email_verified === true,
    phone_number_verified: textOf(user.phone_number) === undefined ? undefined : user.phone_verified === true,
    password_hash: textOf(user.passwordHash),
    factors: await appsOf(user, kinds, unmapped),
    roles: rolesOf(user, unmapped),
    disabled: user.blocked === true ? true : undefined,
  });
}

/** Exports with password hashes have the database's own identifier; `auth0|` before it makes the user_id. */
function idOfHashExport(user: JsonObject): string | undefined {
  const oid = textOf(objectOf(user._id).$oid) ?? textOf(user._id);
  return oid === undefined ? undefined : `auth0|${oid}`;
}

/** Authenticator apps, as Auth0 imports them: an export has none, but who has the secrets can add them to it. */
async function appsOf(
  user: JsonObject,
  kinds: FactorKinds,
  unmapped: Unmapped,
): Promise<readonly DeclaredFactor[] | undefined> {
  const apps: DeclaredFactor[] = [];
  for (const factor of listOf(user.mfa_factors).map(objectOf)) {
    const secret = textOf(objectOf(factor.totp).secret);
    const app = { type: 'totp', ...(secret !== undefined && { secret }) };
    if ((await kinds.mistakesOf(app)).length === 0) apps.push(app);
    else for (const kind of Object.keys(factor)) unmapped.note(`mfa_factors ${kind}`, SET_UP_ANOTHER);
  }
  return apps.length > 0 ? apps : undefined;
}

/** Auth0 exports no role assignments; many keep roles in `app_metadata`. */
function rolesOf(user: JsonObject, unmapped: Unmapped): readonly string[] {
  const roles = [...textsOf(user.roles), ...textsOf(objectOf(user.app_metadata).roles)];
  return mappedRoles(roles, unmapped);
}

function noteOther(user: JsonObject, unmapped: Unmapped): void {
  const why = 'users have the standard claims of OpenID Connect here';
  for (const part of ['app_metadata', 'user_metadata'])
    for (const name of Object.keys(objectOf(user[part])).filter((each) => part !== 'app_metadata' || each !== 'roles'))
      unmapped.note(`${part} ${name}`, why);
  for (const name of Object.keys(user).filter((each) => !KNOWN.has(each))) unmapped.note(`member ${name}`, why);
  for (const { provider } of listOf(user.identities).map(objectOf))
    if (textOf(provider) !== undefined && provider !== 'auth0')
      unmapped.note(`identities of ${provider}`, 'people sign in by password here');
}
