import type { Field } from '../field.js';
import type { Figure } from '../figure.js';

/** Something that is measured, and the figures that come of it. */
export interface Measure {
  /** For `--only`. */
  readonly name: string;
  take(field: Field): Promise<readonly Figure[]>;
}
