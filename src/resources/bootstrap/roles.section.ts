import { Injectable } from '@nestjs/common';
import { type BootstrapFile, duplicates } from '../../admin/bootstrap/bootstrap-file.js';
import type { BootstrapRun } from '../../admin/bootstrap/bootstrap-run.js';
import type { BootstrapSection } from '../../admin/bootstrap/bootstrap-section.js';
import { everyPage } from '../../admin/cursor.js';
import type { SecondFactorPolicy } from '../../oauth/second-factor-policy.js';
import type { Violation } from '../../platform/validation/violations.js';
import { isBuiltIn, type Role } from '../role.js';
import { RolesService } from '../roles.service.js';

export const ROLES_SECTION = 'roles';

/** A role as the bootstrap file describes one. */
export interface DeclaredRole extends Pick<Role, 'name'> {
  /** Left out of a built-in role. */
  readonly description?: string;
  readonly scopes?: Role['scopes'];
  readonly second_factor?: SecondFactorPolicy;
}

/** The roles of the bootstrap file. */
@Injectable()
export class RolesSection implements BootstrapSection {
  readonly name = ROLES_SECTION;
  readonly order = 30;
  readonly isCounted = true;

  constructor(private readonly roles: RolesService) {}

  async violations(file: BootstrapFile): Promise<readonly Violation[]> {
    return duplicates(file.entries<DeclaredRole>(this.name), 'name', ({ name }) => name);
  }

  async apply(file: BootstrapFile, run: BootstrapRun): Promise<void> {
    for (const { at, value } of file.entries<DeclaredRole>(this.name))
      await run.collect(at, () => this.roles.applyBootstrap(roleOf(value), run.transaction));
  }

  /** Of the built-in roles those that say something of second factors. */
  async export(): Promise<readonly DeclaredRole[]> {
    const roles = await everyPage((limit, cursor) => this.roles.list(limit, cursor));
    return roles.filter(({ name, secondFactor }) => !isBuiltIn(name) || secondFactor !== undefined).map(declaredRole);
  }
}

function roleOf({ name, description = '', scopes = [], second_factor: secondFactor }: DeclaredRole): Role {
  return { name, description, scopes, ...(secondFactor && { secondFactor }) };
}

function declaredRole({ name, description, scopes, secondFactor }: Role): DeclaredRole {
  const own = isBuiltIn(name) ? {} : { description, ...(scopes.length > 0 ? { scopes } : {}) };
  return { name, ...own, ...(secondFactor && { second_factor: secondFactor }) };
}
