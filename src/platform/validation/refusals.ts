import { Violations } from './violations.js';

/** Why the administration of something was refused; the message says what to change. */
export abstract class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** There is no such thing. */
export class NotFound extends Refusal {}

/** It was changed since the caller read it. */
export class VersionConflict extends Refusal {
  constructor(thing: string) {
    super(`${thing} was changed meanwhile; read it again and send its new ETag`);
  }
}

/** What is there already is in the way; a violation only where it is about a member of what was sent. */
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
