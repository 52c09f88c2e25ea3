import type { Fault } from '../fault.js';
import { clock } from './clock.js';
import { pgbouncer, promote } from './failover.js';
import { floods } from './floods.js';
import { keyRotation } from './key-rotation.js';
import { kill } from './kill.js';
import { postgresFaults } from './postgres.js';
import { rolling } from './replicas.js';
import { singleClock } from './single-clock.js';
import { upgrade } from './upgrade.js';

/** Every fault, in the order in which they are made. */
export const FAULTS: readonly Fault[] = [
  kill,
  ...postgresFaults,
  promote,
  pgbouncer,
  rolling,
  keyRotation,
  upgrade,
  clock,
  singleClock,
  ...floods,
];
