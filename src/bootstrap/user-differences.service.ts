import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { DECLARED_BEFORE } from '../clients/clients-bootstrap.js';
import { pointer, type Violation } from '../platform/validation/violations.js';
import { inBatches } from '../platform/work/in-batches.js';
import { DeclaredUsers, declaresPassword, type PreparedUser } from '../users/declared-users.service.js';
import { Declarations, passwordOf, thingOf } from './declarations.service.js';
import type { Remembered } from './remembered.js';

/** Users whose passwords are verified at once; no more are hashed than there are cores. */
const AT_ONCE = 16;

/** Finds what of declared users was not applied again and is other than what is stored. */
@Injectable()
export class UserDifferences {
  constructor(
    private readonly users: DeclaredUsers,
    private readonly declarations: Declarations,
  ) {}

  /**
   * Verifies a declared password once for each stored hash, and remembers the outcome.
   * @param applied as they were applied
   * @returns pointers into the list of users
   */
  async find(applied: readonly PreparedUser[]): Promise<readonly Violation[]> {
    const remembered = await this.declarations.read(false);
    const found = await inBatches([...applied.entries()], AT_ONCE, async ([index, each]) => {
      const password = await this.password(each, remembered);
      const names = [...(password?.isSame === false ? [password.name] : []), ...profileDifferences(each)];
      return { verdict: password?.verdict, differences: names.map((name) => pointer(index, name)) };
    });
    await this.declarations.storeVerdicts(found.flatMap(({ verdict }) => verdict ?? []));
    return found.flatMap(({ differences }) => differences.map((at) => ({ pointer: at, detail: DECLARED_BEFORE })));
  }

  private async password({ declared, due, existing, passwordHash }: PreparedUser, remembered: Remembered) {
    if (!declaresPassword(declared) || (existing && declared.password_change_required)) return undefined;
    const [thing, password, storedHash] = [
      thingOf(declared),
      passwordOf(declared),
      passwordHash ?? existing?.passwordHash,
    ];
    const known = remembered.verdictOn(thing, password, storedHash);
    const isSame = known ?? (declaresPassword(due) || (await this.users.hasPassword(declared, storedHash)));
    const verdict = known === undefined ? remembered.verdict(thing, password, storedHash, isSame) : undefined;
    return { isSame, verdict, name: declared.password === undefined ? 'password_hash' : 'password' };
  }
}

/** Those of roles, groups and `disabled`. */
function profileDifferences({ declared, due, existing }: PreparedUser): readonly string[] {
  if (existing === undefined) return [];
  const { user } = existing;
  const isOther = {
    roles: !isDeepStrictEqual((declared.roles ?? user.roles).toSorted(), user.roles.toSorted()),
    groups: !isDeepStrictEqual((declared.groups ?? user.groups ?? []).toSorted(), (user.groups ?? []).toSorted()),
    disabled: (declared.disabled ?? user.disabled) !== user.disabled,
  };
  return (['roles', 'groups', 'disabled'] as const).filter((name) => isOther[name] && due[name] === undefined);
}
