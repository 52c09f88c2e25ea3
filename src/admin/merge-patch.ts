import { isJsonObject } from '../platform/validation/typed-json.js';

/** Members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** RFC 7396 §2: the target with the patch's members in place of its own; null removes a member. */
export function mergePatch(target: Members, patch: Members): Members {
  const members = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, isJsonObject(value) ? mergePatch(objectOr(members.get(name)), value) : value);
  }
  return Object.fromEntries(members);
}

/** A patch's object replaces a value that is no object. */
function objectOr(value: unknown): Members {
  return isJsonObject(value) ? value : {};
}
