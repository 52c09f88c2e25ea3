import { digest } from '../platform/crypto/secrets.js';
import { VersionConflict } from '../platform/validation/refusals.js';

/** RFC 9110 §8.8.3: the strong entity tag of a version. */
export function versionTag(version: number): string {
  return `"${version}"`;
}

/** RFC 9110 §8.8.3: the strong entity tag of what has no version: a digest of its content. */
export function contentTag(content: unknown): string {
  return `"${digest(JSON.stringify(content)).slice(0, 22)}"`;
}

/** RFC 9110 §13.1.1: the versions that an `If-Match` header accepts; undefined: any. Other tags match nothing. */
export function versionsOf(ifMatch: string | undefined): readonly number[] | undefined {
  return tagsOf(ifMatch)?.flatMap((tag) => {
    const version = /^"(\d{1,9})"$/.exec(tag)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

/**
 * @param ifMatch RFC 9110 §13.1.1: the tags that the caller accepts; left out: any
 * @param thing its name, for the message
 * @throws VersionConflict if the content has another tag
 */
export function assertIfMatch(ifMatch: string | undefined, content: unknown, thing: string): void {
  if (tagsOf(ifMatch)?.includes(contentTag(content)) === false) throw new VersionConflict(thing);
}

/** The tags in an `If-Match` header; undefined: any. */
function tagsOf(ifMatch: string | undefined): readonly string[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  return ifMatch.split(',').map((tag) => tag.trim());
}
