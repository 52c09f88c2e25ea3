import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Finding, fail, ok, warn } from '../../platform/doctor/finding.js';

const MIB = 1024 * 1024;

/** Bytes below which a database and its log soon have no room. */
const LITTLE = 1024 * MIB;
const TOO_LITTLE = 100 * MIB;

/** @param path the file of the database */
export function diskFinding(path: string): Finding {
  const { bavail, bsize } = statfsSync(dirname(path));
  const free = bavail * bsize;
  const detail = `${Math.floor(free / MIB)} MiB are free where the database is`;
  if (free >= LITTLE) return ok('disk', detail);
  return (free < TOO_LITTLE ? fail : warn)('disk', `${detail}; make room`);
}
