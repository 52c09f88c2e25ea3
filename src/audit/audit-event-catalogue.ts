import type { AuditEventType } from './audit-event-type.js';

const NAME = /^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/;
const LONGEST_NAME = 64;

/** Every type of event that may be recorded. */
export class AuditEventCatalogue {
  private readonly types: ReadonlySet<AuditEventType>;
  private readonly byName: ReadonlyMap<string, AuditEventType>;

  /** @throws Error if a type is declared twice, or its name is against the rule */
  constructor(types: readonly AuditEventType[]) {
    this.types = new Set(types);
    this.byName = new Map(types.map((type) => [type.name, type]));
    const names = new Set<string>();
    for (const { name, isOldName = false } of types) {
      if (names.has(name)) throw new Error(`the audit event ${name} is declared twice`);
      if (name.length > LONGEST_NAME || !(isOldName || NAME.test(name)))
        throw new Error(`the audit event ${name} must be named by what it happened to, a dot, and what happened`);
      names.add(name);
    }
  }

  /** The type of this name; undefined if no room declares it (any more). */
  find(name: string): AuditEventType | undefined {
    return this.byName.get(name);
  }

  /** @throws Error if no room declares the type */
  demand(type: AuditEventType): void {
    if (!this.types.has(type)) throw new Error(`no room declares the audit event ${type.name}`);
  }
}
