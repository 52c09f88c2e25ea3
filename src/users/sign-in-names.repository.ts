import { type Dialect, type Statement, statement, type Transaction } from '../platform/database/database.js';
import { normalizedEmail, type Profile } from './declared-user.js';
import { normalizeUsername } from './username.js';

/** Transactions that exchange names for others wait for each other. */
const LOCK = 'sign-in names';

/** {@link SignInNameEntity#rank}. */
const USERNAME = 0;
const VERIFIED = 1;
const UNVERIFIED = 2;

/** A verified address takes a name from one that is not, also if it is a username; nothing takes a username. */
const TAKE_OVER = `ON CONFLICT (name) DO UPDATE SET user_id = excluded.user_id, rank = excluded.rank
   WHERE sign_in_names.user_id = excluded.user_id OR (excluded.rank > ${USERNAME} AND sign_in_names.rank > excluded.rank)`;

/** The names are a JSON list. Yields those that the user has now. */
const CLAIM: Readonly<Record<Dialect, Statement>> = {
  sqlite: statement(
    'sign-in-names-claim',
    `INSERT INTO sign_in_names (name, user_id, rank)
     SELECT value->>'name', $1, value->>'rank' FROM json_each($2) WHERE true ${TAKE_OVER} RETURNING name`,
  ),
  postgres: statement(
    'sign-in-names-claim',
    `INSERT INTO sign_in_names (name, user_id, rank)
     SELECT name, $1, rank FROM json_to_recordset($2::json) AS names(name text, rank integer) ${TAKE_OVER} RETURNING name`,
  ),
};

const RELEASE: Readonly<Record<Dialect, Statement>> = {
  sqlite: statement(
    'sign-in-names-release',
    `DELETE FROM sign_in_names WHERE user_id = $1 AND name NOT IN (SELECT value->>'name' FROM json_each($2)) RETURNING name`,
  ),
  postgres: statement(
    'sign-in-names-release',
    `DELETE FROM sign_in_names WHERE user_id = $1
     AND name NOT IN (SELECT name FROM json_to_recordset($2::json) AS names(name text)) RETURNING name`,
  ),
};

/** Whether stored claims, which `JSON.stringify` wrote, say that the address is verified. */
const IS_VERIFIED: Readonly<Record<Dialect, string>> = {
  sqlite: `instr(claims, '"email_verified":true') > 0`,
  postgres: `strpos(claims, '"email_verified":true') > 0`,
};

/** An address that no one has, or that someone with a worse claim has, goes to the best of those whose address it is. */
const settle = (dialect: Dialect) =>
  statement(
    'sign-in-names-settle',
    `INSERT INTO sign_in_names (name, user_id, rank)
     SELECT normalized_email, id, CASE WHEN ${IS_VERIFIED[dialect]} THEN ${VERIFIED} ELSE ${UNVERIFIED} END AS claimed FROM users
     WHERE normalized_email = $1 ORDER BY claimed, created_at, id LIMIT 1 ${TAKE_OVER}`,
  );
const SETTLE = { sqlite: settle('sqlite'), postgres: settle('postgres') };

interface Name {
  readonly name: string;
  readonly rank: number;
}

/**
 * By which names people sign in. A name belongs to one account: to the one whose username it is, else to the one that has
 * it as a verified address, else to the one that had it as an address first. Others keep the address as a claim only.
 * The primary key of the table decides, however many claim a name at once.
 */
export class SignInNames {
  constructor(private readonly dialect: Dialect) {}

  /**
   * For a user who is stored already, and is new or has changed: takes the names of the profile and gives up all others.
   * @returns false if the username is another one's; then the transaction must not be committed as it is
   */
  async follow(id: string, profile: Profile, transaction: Transaction): Promise<boolean> {
    await transaction.lock(LOCK);
    const names = JSON.stringify(namesOf(profile));
    const released = await transaction.query<Name>(RELEASE[this.dialect], [id, names]);
    const hasUsername = await this.take(id, profile, transaction);
    // An address that is not verified any more may be another one's, who has verified it.
    const email = normalizedEmail(profile.claims);
    for (const name of [...released.map((each) => each.name), ...(email === null ? [] : [email])])
      await transaction.execute(SETTLE[this.dialect], [name]);
    return hasUsername;
  }

  /** As {@link follow}, for a user who is new. */
  async take(id: string, profile: Profile, transaction: Transaction): Promise<boolean> {
    const names = JSON.stringify(namesOf(profile));
    const taken = await transaction.query<Name>(CLAIM[this.dialect], [id, names]);
    const username = normalizeUsername(profile.username);
    return taken.some(({ name }) => name === username);
  }

  /** Gives up all names of a user. @param remove deletes the user, so that the names can go to others */
  async releaseAll(id: string, remove: () => Promise<unknown>, transaction: Transaction): Promise<void> {
    await transaction.lock(LOCK);
    const released = await transaction.query<Name>(RELEASE[this.dialect], [id, '[]']);
    await remove();
    for (const { name } of released) await transaction.execute(SETTLE[this.dialect], [name]);
  }
}

/** Whether a new profile cannot have its username, because someone else has it as an address of this rank; undefined: no one has. */
export function isOutOfReach(profile: Profile, rank: number | undefined): boolean {
  if (rank === undefined) return false;
  const username = normalizeUsername(profile.username);
  const isOwnVerified = namesOf(profile).some((each) => each.name === username && each.rank === VERIFIED);
  return !(isOwnVerified && rank > VERIFIED);
}

/** Whether who signs in by this address loses it to someone who has it verified; a username yields to no one. */
export function yieldsAddress({ username, claims }: Profile, email: string): boolean {
  return claims.email_verified !== true && normalizeUsername(username) !== normalizeUsername(email);
}

/** By which names the user of a profile wants to sign in. In one order, so that two who claim the same names wait for each other in turn. */
export function namesOf({ username, claims }: Profile): readonly Name[] {
  const email = normalizedEmail(claims);
  const name = normalizeUsername(username);
  const isVerified = claims.email_verified === true;
  if (email === name) return [{ name, rank: isVerified ? VERIFIED : USERNAME }];
  const address = email === null ? [] : [{ name: email, rank: isVerified ? VERIFIED : UNVERIFIED }];
  return [{ name, rank: USERNAME }, ...address].sort((left, right) => (left.name < right.name ? -1 : 1));
}
