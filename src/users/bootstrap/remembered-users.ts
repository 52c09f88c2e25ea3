import type { Remembered, Thing } from '../../admin/bootstrap/remembered.js';
import type { Instant } from '../../platform/clock.js';
import type { DeclaredFactor } from '../declared-factor.js';
import type { DeclaredUser } from '../declared-user.js';
import { type Due, declaresPassword } from '../declared-users.service.js';
import { normalizeUsername } from '../username.js';

export function thingOf({ username }: DeclaredUser): Thing {
  return ['user', normalizeUsername(username)];
}

/** What a file declares of how a user signs in by password: one member, because each of the two replaces the other. */
export function passwordOf({ password, password_hash }: DeclaredUser): unknown {
  return [password, password_hash];
}

/** The address, and whether it is verified: no address counts as verified because another was. */
function addressOf({ email, email_verified }: DeclaredUser): unknown {
  return email === undefined && email_verified === undefined ? undefined : [email ?? null, email_verified ?? null];
}

/** Under which member it is remembered what two say together. */
const TOGETHER: Readonly<Record<string, string>> = { password_hash: 'password', email_verified: 'email' };

/** What is remembered of a factor: its key says all. */
const IS_DECLARED = { factor: true };

/** Nothing is older than the memory of factors: the first version in which files declare them remembers them. */
const ALWAYS_REMEMBERED = Number.POSITIVE_INFINITY;

/**
 * A user's password, address, roles, groups and `disabled` are due if the file says something new, and so is each factor of its own.
 * @param keyOf by what two factors are one and the same
 */
export function dueOf(remembered: Remembered, keyOf: (factor: DeclaredFactor) => string): Due {
  const isNewFactor = (user: DeclaredUser, factor: DeclaredFactor, createdAt: Instant | undefined) => {
    const thing: Thing = ['factor', JSON.stringify([normalizeUsername(user.username), keyOf(factor)])];
    return remembered.note(thing, IS_DECLARED, createdAt === undefined ? undefined : ALWAYS_REMEMBERED).size === 0;
  };
  return (declared, createdAt) => {
    const { roles, groups, disabled } = declared;
    const factors = declared.factors?.filter((factor) => isNewFactor(declared, factor, createdAt)) ?? [];
    const password = declaresPassword(declared) ? passwordOf(declared) : undefined;
    const lists = { roles: roles?.toSorted(), groups: groups?.toSorted() };
    const members = { password, email: addressOf(declared), ...lists, disabled };
    const old = remembered.note(thingOf(declared), members, createdAt);
    const isDue = (name: string) => !old.has(TOGETHER[name] ?? name);
    const due = Object.entries({ ...declared, factors }).filter(([name]) => isDue(name));
    return Object.fromEntries(due) as unknown as DeclaredUser;
  };
}
