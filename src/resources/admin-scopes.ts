import { Injectable } from '@nestjs/common';
import { ADMIN_SCOPES, type AdminScope } from '../admin/admin-scope.js';
import { Declarations } from '../platform/declarations.js';
import { builtInRoles, type Role } from './role.js';

const NAME = /^[a-z]+(-[a-z]+)*:(read|write)$/;
const LAST = Number.MAX_SAFE_INTEGER;

/** The scopes of the admin API that all rooms declare, and the roles that are always there. */
@Injectable()
export class AdminScopes {
  readonly all: readonly AdminScope[];
  readonly names: ReadonlySet<string>;
  readonly builtInRoles: readonly Role[];

  /** @throws Error if a scope is declared twice, or has a name of another form */
  constructor(declarations: Declarations) {
    this.all = declarations
      .all(ADMIN_SCOPES)
      .toSorted((left, right) => (left.position ?? LAST) - (right.position ?? LAST));
    this.names = new Set(this.all.map(({ name }) => name));
    const wrong = this.all.find(({ name }) => !NAME.test(name));
    if (wrong) throw new Error(`the scope ${wrong.name} must be named as ${NAME.source} says`);
    const twice = this.all.find(({ name }, index) => this.all.findIndex((each) => each.name === name) !== index);
    if (twice) throw new Error(`the scope ${twice.name} is declared twice`);
    this.builtInRoles = builtInRoles(this.all);
  }
}
