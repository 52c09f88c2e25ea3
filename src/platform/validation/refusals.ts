import { Violations } from './violations.js';

/** Why the administration of something was refused; the message says what to change. */
abstract class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** What the caller names does not exist. */
export class NotFound extends Refusal {}

/** It was changed since the caller read it. */
export class VersionConflict extends Refusal {
  constructor(thing: string) {
    super(`${thing} was changed since you read it; read it again and send its new ETag`);
  }
}

/** Conflicts with what exists already; a violation only if it is about a member of what was sent. */
export class Conflict extends Violations {
  /**
   * @param pointer the member; left out: it is about none in particular
   * @param extension what else there is to know, as members of the problem details (RFC 9457 §3.2)
   */
  constructor(
    detail: string,
    pointer?: string,
    readonly extension: Readonly<Record<string, unknown>> = {},
  ) {
    super(pointer === undefined ? [] : [{ pointer, detail }]);
    if (pointer === undefined) this.message = detail;
  }
}
