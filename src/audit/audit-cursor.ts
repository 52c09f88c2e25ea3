import { Violations } from '../platform/validation/violations.js';
import type { AuditPosition } from './audit-search.repository.js';

/** A place in the log, as text that callers only hand back. */
export function formatCursor({ at, id }: AuditPosition): string {
  return Buffer.from(`${at}:${id}`).toString('base64url');
}

/** @throws Violations where the text is no cursor */
export function parseCursor(cursor: string): AuditPosition {
  const match = /^(\d{1,15}):([0-9a-f-]{1,36})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!match) throw new Violations([{ pointer: '/cursor', detail: 'must be the next_cursor of an earlier answer' }]);
  return { at: Number(match[1]), id: match[2] as string };
}
