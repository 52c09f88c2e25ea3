import type { Program } from '../program.js';
import { NODE } from './node.js';

/** Every program, in the order of the table. */
export const PROGRAMS: readonly Program[] = [...NODE];
