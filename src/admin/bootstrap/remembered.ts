import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../../platform/clock.js';
import { keyedHash } from '../../platform/crypto/secrets.js';

/** What is said of a member that was declared before and is not what is stored. */
export const DECLARED_BEFORE =
  'is not what is stored, which stays: the file has not changed here since it was applied (gatehouse bootstrap FILE --reset applies it)';

/** The kind and the name of something that a file declares. */
export type Thing = readonly [kind: string, name: string];

/** What is remembered of one thing: keyed hashes of what a file declared last, by member. */
export type Members = Readonly<Record<string, string>>;

/** What was found out about the stored password of a thing. */
export interface Verdict {
  /** The thing. */
  readonly id: string;
  readonly text: string;
}

/** Everything that is remembered, by thing. */
export interface StoredDeclarations {
  readonly members: ReadonlyMap<string, Members>;
  readonly verdicts: ReadonlyMap<string, string | null>;
  /** What was created before may have been declared when nothing was remembered yet. */
  readonly since: Instant;
}

/** What files declared last, beside what the present one declares. */
export class Remembered {
  private readonly noted = new Map<string, Members>();
  private readonly found: Verdict[] = [];

  /**
   * @param key of all hashes, so that no one learns a secret from them by guessing
   * @param reset whether everything counts as new
   */
  constructor(
    private readonly key: Buffer,
    private readonly stored: StoredDeclarations,
    private readonly reset: boolean,
  ) {}

  /**
   * Notes what the file declares of a thing now.
   * @param values JSON by member; what the file says nothing about is undefined
   * @param createdAt undefined: the thing does not exist
   * @returns the members about which the file says nothing new; they stay as they are stored
   */
  note(thing: Thing, values: Readonly<Record<string, unknown>>, createdAt: Instant | undefined): ReadonlySet<string> {
    const id = this.idOf(thing);
    const before = this.stored.members.get(id);
    const declared = Object.entries(values).filter(([, value]) => value !== undefined);
    const now: Members = Object.fromEntries(
      declared.map(([member, value]) => [member, this.hash('member', id, member, JSON.stringify(value))]),
    );
    this.noted.set(id, { ...before, ...now });
    if (this.reset || createdAt === undefined) return new Set();
    const isOld = (member: string) => (before ? before[member] === now[member] : createdAt < this.stored.since);
    return new Set(Object.keys(now).filter(isOld));
  }

  /** What is noted and not stored yet, by the identifiers of the things. */
  changes(): readonly (readonly [id: string, Members])[] {
    return [...this.noted].filter(([id, members]) => !isDeepStrictEqual(members, this.stored.members.get(id)));
  }

  /** Whether this stored password hash was found to be of the declared password; undefined: no one has looked. */
  verdictOn(thing: Thing, password: unknown, storedHash: string | undefined): boolean | undefined {
    const known = this.stored.verdicts.get(this.idOf(thing));
    return [true, false].find((isSame) => known === this.verdict(thing, password, storedHash, isSame).text);
  }

  /** Notes whether it is. */
  judge(thing: Thing, password: unknown, storedHash: string | undefined, isSame: boolean): void {
    this.found.push(this.verdict(thing, password, storedHash, isSame));
  }

  /** What is judged and not stored yet. */
  get verdicts(): readonly Verdict[] {
    return this.found;
  }

  private verdict(thing: Thing, password: unknown, storedHash: string | undefined, isSame: boolean): Verdict {
    const id = this.idOf(thing);
    return { id, text: this.hash('verdict', id, String(isSame), JSON.stringify(password), storedHash ?? '') };
  }

  private idOf([kind, name]: Thing): string {
    return this.hash('thing', kind, name);
  }

  private hash(...parts: readonly string[]): string {
    return keyedHash(this.key, ...parts).toString('base64url');
  }
}
