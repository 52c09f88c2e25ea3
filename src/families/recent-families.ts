import type { Family } from './family.js';
import type { FamilyId } from './refresh-token.js';

/** Families kept at most; the one written longest ago makes room. */
const CAPACITY = 1_000;

/**
 * Families as this process wrote them last. Another process may have changed them since, so what is remembered here
 * decides nothing by itself: it only saves reading what a conditional update then confirms.
 */
export class RecentFamilies {
  private readonly families = new Map<FamilyId, Family>();

  find(id: FamilyId): Family | undefined {
    return this.families.get(id);
  }

  remember(family: Family): void {
    this.families.delete(family.id);
    this.families.set(family.id, family);
    if (this.families.size > CAPACITY) this.families.delete(this.families.keys().next().value as FamilyId);
  }

  forget(id: FamilyId): void {
    this.families.delete(id);
  }
}
