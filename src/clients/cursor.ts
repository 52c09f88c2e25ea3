import { Mistakes } from '../platform/mistakes.js';
import type { Position } from './clients.repository.js';

/** A place in the list, as text that callers only hand back. */
export function formatCursor({ createdAt, clientId }: Position): string {
  return Buffer.from(`${createdAt}:${clientId}`).toString('base64url');
}

/** @throws Mistakes where the text is no cursor */
export function parseCursor(cursor: string): Position {
  const match = /^(\d{1,15}):([\x20-\x7e]{1,255})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!match) throw new Mistakes([{ pointer: '/cursor', detail: 'must be the next_cursor of an earlier answer' }]);
  return { createdAt: Number(match[1]), clientId: match[2] as string };
}
