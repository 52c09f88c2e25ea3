import { Inject, Injectable } from '@nestjs/common';
import type { ValuesOf } from '../platform/config/room-settings.js';
import { type Connection, Database, type Dialect, type Statement } from '../platform/database/database.js';
import { Declarations, Kind } from '../platform/declarations.js';
import { FIRST_ALGORITHMS } from './signing-algorithm.js';
import { SIGNING } from './signing-settings.js';

/** A statement that yields a row if something that a room stores is signed with the algorithm `$1`. */
export type AlgorithmUse = Readonly<Record<Dialect, Statement>>;

/** The uses of signing algorithms that rooms bring. */
export const ALGORITHM_USES = new Kind<AlgorithmUse>('uses of signing algorithms');

/** Which signing algorithms there must be keys for. */
@Injectable()
export class AlgorithmUses {
  /** The defaults, and what a setting names. */
  readonly always: readonly string[];
  private readonly uses: readonly AlgorithmUse[];

  constructor(
    private readonly database: Database,
    declarations: Declarations,
    @Inject(SIGNING.token) { algorithms }: ValuesOf<typeof SIGNING>,
  ) {
    this.always = [...new Set<string>([...FIRST_ALGORITHMS, ...algorithms])];
    this.uses = declarations.all(ALGORITHM_USES);
  }

  /** Whether a client or a resource is registered for the algorithm, or it always has keys. */
  async isUsed(alg: string, connection: Connection = this.database): Promise<boolean> {
    if (this.always.includes(alg)) return true;
    for (const use of this.uses) {
      if ((await connection.query(use[this.database.dialect], [alg])).length > 0) return true;
    }
    return false;
  }
}
