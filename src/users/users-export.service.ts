import { Injectable } from '@nestjs/common';
import { DeclaredFactors } from './declared-factors.service.js';
import type { DeclaredUser } from './declared-user.js';
import type { UserEntity } from './user.entity.js';
import type { Attributes, UserClaims } from './user.js';
import { UsersTransferRepository } from './users-transfer.repository.js';

const PAGE = 500;

/** Users as a bootstrap file describes them, with identifier, password hash and factors. */
@Injectable()
export class UsersExport {
  constructor(
    private readonly repository: UsersTransferRepository,
    private readonly factors: DeclaredFactors,
  ) {}

  /** In no order. */
  async *all(): AsyncGenerator<DeclaredUser> {
    let after = '';
    for (;;) {
      const page = await this.repository.page(PAGE, after);
      for (const user of page) yield { ...declared(user), ...hashOf(user), ...(await this.factorsOf(user)) };
      const last = page.at(-1);
      if (!last) return;
      after = last.id;
    }
  }

  private async factorsOf({ id, factors: stored }: UserEntity): Promise<Pick<DeclaredUser, 'factors'>> {
    const factors = stored === '' ? [] : await this.factors.exportOf(id, stored.split(' '));
    return factors.length > 0 ? { factors } : {};
  }
}

function declared(user: UserEntity): Omit<DeclaredUser, 'password_hash'> {
  const { id, username, claims, roles, groups, attributes, disabledAt, passwordChangeRequiredAt } = user;
  const told = inOrder(claims).filter(([, value]) => value !== '');
  const known = inOrder(attributes);
  return {
    id,
    username,
    ...(Object.fromEntries(told) as UserClaims),
    ...(roles.length > 0 ? { roles: [...new Set(roles)] } : {}),
    ...(groups.length > 0 ? { groups: [...new Set(groups)] } : {}),
    ...(known.length > 0 ? { attributes: Object.fromEntries(known) as Attributes } : {}),
    ...(disabledAt === null ? {} : { disabled: true }),
    ...(passwordChangeRequiredAt === null ? {} : { password_change_required: true }),
  };
}

function inOrder(members: object): [string, unknown][] {
  return Object.entries(members).sort(([left], [right]) => (left < right ? -1 : 1));
}

function hashOf({ passwordHash }: UserEntity): Pick<DeclaredUser, 'password_hash'> {
  return passwordHash === null ? {} : { password_hash: passwordHash };
}
