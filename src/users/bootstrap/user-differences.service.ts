import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { DECLARED_BEFORE, type Remembered } from '../../admin/bootstrap/remembered.js';
import { pointer, type Violation } from '../../platform/validation/violations.js';
import { inBatches } from '../../platform/work/in-batches.js';
import { DeclaredFactors } from '../declared-factors.service.js';
import { DeclaredUsers, declaresPassword, type PreparedUser } from '../declared-users.service.js';
import { passwordOf, thingOf } from './remembered-users.js';

/** Users whose passwords are verified at once; no more are hashed than there are cores. */
const AT_ONCE = 16;

/** Finds what of declared users was not applied again and is other than what is stored. */
@Injectable()
export class UserDifferences {
  constructor(
    private readonly users: DeclaredUsers,
    private readonly factors: DeclaredFactors,
  ) {}

  /**
   * Verifies a declared password once for each stored hash, and notes the outcome.
   * @param applied as they were applied
   * @returns pointers into the list of users
   */
  async find(applied: readonly PreparedUser[], remembered: Remembered): Promise<readonly Violation[]> {
    const found = await inBatches([...applied.entries()], AT_ONCE, async ([index, each]) => {
      const names = [...(await this.passwordDifferences(each, remembered)), ...profileDifferences(each)];
      const places = [...names.map((name) => pointer(name)), ...(await this.factorDifferences(each))];
      return places.map((place) => ({ pointer: pointer(index) + place, detail: DECLARED_BEFORE }));
    });
    return found.flat();
  }

  /** The member that declares the password, if the stored one is another. */
  private async passwordDifferences(
    { declared, due, existing, passwordHash }: PreparedUser,
    remembered: Remembered,
  ): Promise<readonly string[]> {
    if (!declaresPassword(declared) || (existing && declared.password_change_required)) return [];
    const storedHash = passwordHash ?? existing?.passwordHash;
    const about = [thingOf(declared), passwordOf(declared), storedHash] as const;
    const known = remembered.verdictOn(...about);
    const isSame = known ?? (declaresPassword(due) || (await this.users.hasPassword(declared, storedHash)));
    if (known === undefined) remembered.judge(...about, isSame);
    if (isSame) return [];
    return [declared.password === undefined ? 'password_hash' : 'password'];
  }

  /** The declared factors that someone has removed since they were applied. */
  private async factorDifferences({ declared, existing }: PreparedUser): Promise<readonly string[]> {
    const { factors } = declared;
    if (existing === undefined || factors === undefined) return [];
    const missing = await this.factors.missing(existing.user.id, factors);
    return missing.map((factor) => pointer('factors', factors.indexOf(factor)));
  }
}

/** Those of the address, roles, groups and `disabled`. */
function profileDifferences({ declared, due, existing }: PreparedUser): readonly string[] {
  if (existing === undefined) return [];
  const { user } = existing;
  const { email, email_verified } = user.claims;
  const isOther = {
    email: (declared.email ?? email) !== email,
    email_verified: (declared.email_verified ?? email_verified) !== email_verified,
    roles: !isDeepStrictEqual((declared.roles ?? user.roles).toSorted(), user.roles.toSorted()),
    groups: !isDeepStrictEqual((declared.groups ?? user.groups ?? []).toSorted(), (user.groups ?? []).toSorted()),
    disabled: (declared.disabled ?? user.disabled) !== user.disabled,
  };
  return (['email', 'email_verified', 'roles', 'groups', 'disabled'] as const).filter(
    (name) => isOther[name] && due[name] === undefined,
  );
}
