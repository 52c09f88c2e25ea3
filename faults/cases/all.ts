import type { Fault } from '../fault.js';
import { kill } from './kill.js';

/** Every fault, in the order in which they are made. */
export const FAULTS: readonly Fault[] = [kill];
