import { Injectable } from '@nestjs/common';
import type { SecretStays } from '../clients/clients-bootstrap.js';
import type { ServerSecret } from '../platform/crypto/server-secret.js';
import { ServerSecrets } from '../platform/crypto/server-secrets.js';
import { Database, type Transaction } from '../platform/database/database.js';
import type { DeclaredUser } from '../users/declared-user.js';
import { type Due, declaresPassword } from '../users/declared-users.service.js';
import { normalizeUsername } from '../users/username.js';
import { DeclarationsRepository } from './declarations.repository.js';
import { Remembered, type Thing } from './remembered.js';

/** Hashes what files declare. */
export const DECLARATIONS_SECRET: ServerSecret = { name: 'declarations' };

/** Remembers what bootstrap files declared last of what administrators and users change too, so that a file undoes no such change. */
@Injectable()
export class Declarations {
  private readonly secret: Buffer;

  constructor(
    private readonly database: Database,
    private readonly repository: DeclarationsRepository,
    secrets: ServerSecrets,
  ) {
    this.secret = secrets.get(DECLARATIONS_SECRET);
  }

  /** @param reset whether all that the file says counts as new */
  async read(reset: boolean, transaction?: Transaction): Promise<Remembered> {
    return new Remembered(this.secret, await this.repository.all(transaction), reset);
  }

  /** Stores what was noted. */
  async store(remembered: Remembered, transaction: Transaction): Promise<void> {
    for (const [thing, members] of remembered.changes()) await this.repository.store(thing, members, transaction);
  }

  /** Stores what was found out about passwords. */
  async storeVerdicts(verdicts: readonly { readonly id: string; readonly text: string }[]): Promise<void> {
    if (verdicts.length === 0) return;
    await this.database.transaction(async (transaction) => {
      for (const { id, text } of verdicts) await this.repository.judge(id, text, transaction);
    });
  }
}

export function thingOf({ username }: DeclaredUser): Thing {
  return ['user', normalizeUsername(username)];
}

/** What a file declares of how a user signs in by password: one member, because each of the two replaces the other. */
export function passwordOf({ password, password_hash }: DeclaredUser): unknown {
  return [password, password_hash];
}

/** A user's password, roles, groups and `disabled` are due if the file says something new. */
export function dueOf(remembered: Remembered): Due {
  return (declared, createdAt) => {
    const { roles, groups, disabled } = declared;
    const password = declaresPassword(declared) ? passwordOf(declared) : undefined;
    const members = { password, roles: roles?.toSorted(), groups: groups?.toSorted(), disabled };
    const old = remembered.note(thingOf(declared), members, createdAt);
    const isDue = (name: string) => !old.has(name === 'password_hash' ? 'password' : name);
    return Object.fromEntries(Object.entries(declared).filter(([name]) => isDue(name))) as unknown as DeclaredUser;
  };
}

/** A client's secrets stay unless the file says something new about them. */
export function secretStays(remembered: Remembered): SecretStays {
  return (clientId, declared, createdAt) => {
    const secret = declared && [declared.secret, declared.secretExpiresAt, declared.exported, declared.signs];
    return remembered.note(['client', clientId], { secret }, createdAt).has('secret');
  };
}
