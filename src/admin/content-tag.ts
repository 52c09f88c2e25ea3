import { digest } from '../platform/crypto/secrets.js';
import { VersionConflict } from '../platform/validation/refusals.js';

/** RFC 9110 §8.8.3: the strong entity tag of what counts no versions: a digest of its content. */
export function contentTag(content: unknown): string {
  return `"${digest(JSON.stringify(content)).slice(0, 22)}"`;
}

/**
 * @param ifMatch RFC 9110 §13.1.1: the tags that the caller accepts; left out: any
 * @param thing in words
 * @throws VersionConflict where the content has another tag
 */
export function assertIfMatch(ifMatch: string | undefined, content: unknown, thing: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.includes(contentTag(content))) throw new VersionConflict(thing);
}
