import { PeerKind } from '../../platform/peers.js';
import type { Violation } from '../../platform/validation/violations.js';
import type { BootstrapFile } from './bootstrap-file.js';
import type { BootstrapRun } from './bootstrap-run.js';
import type { Remembered } from './remembered.js';

/** A member of the bootstrap file: how it is applied, and how it is exported. Applying it twice changes nothing the second time. */
export interface BootstrapSection<Prepared = unknown> {
  /** The name of the member. */
  readonly name: string;
  /** Sections are applied, counted and exported in this order, the smallest first; equal ones in the order of rooms. */
  readonly order: number;
  /** The JSON schema of the member (2020-12); left out: it is in `schemas/bootstrap.json`. */
  readonly schema?: object;
  /** Whether what is told of an applied file says how many entries the section has. */
  readonly isCounted?: boolean;

  /** What is wrong with the section beside what its schema says, found before the transaction begins. */
  violations?(file: BootstrapFile): Promise<readonly Violation[]>;

  /** Does, for a file without violations, what takes too long for the transaction. */
  prepare?(file: BootstrapFile, remembered: Remembered): Promise<Prepared>;

  /**
   * Stores what the file says, in the transaction of the run; what the file does not say stays. A section that prepares is
   * applied only if nothing was found wrong so far.
   * @throws PreparedInVain
   */
  apply(file: BootstrapFile, run: BootstrapRun, prepared: Prepared): Promise<void>;

  /** Asked after the transaction: what was not applied again and is not what is stored. */
  differences?(prepared: Prepared, remembered: Remembered): Promise<readonly Violation[]>;

  /** What makes an empty server the same as this one; undefined: nothing. @param withUsers also people */
  export(withUsers: boolean): Promise<unknown>;
}

/** What was prepared no longer fits what is stored. It has to be prepared again, and nothing was applied. */
export class PreparedInVain extends Error {}

export const BOOTSTRAP_SECTIONS = new PeerKind<BootstrapSection>('bootstrap sections', ({ name }) => [name]);

export function inOrder(sections: readonly BootstrapSection[]): readonly BootstrapSection[] {
  return sections.toSorted((left, right) => left.order - right.order);
}
