import type { Program } from '../program.js';
import { DEBIAN } from './debian.js';
import { GO } from './go.js';
import { JAVA } from './java.js';
import { NODE } from './node.js';
import { PYTHON } from './python.js';

/** Every program, in the order of the table. */
export const PROGRAMS: readonly Program[] = [...NODE, ...PYTHON, ...GO, ...JAVA, ...DEBIAN];
