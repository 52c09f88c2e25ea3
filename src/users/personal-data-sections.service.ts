import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuditContext } from '../admin/actor.js';
import { type PersonalRecords, personalData } from '../admin/personal-data.js';
import type { Transaction } from '../platform/database/database.js';
import { Declarations } from '../platform/declarations.js';
import { Providers } from '../platform/providers.js';

/** Members of an export that are no section. */
const TAKEN = ['profile', 'missing_scopes'];

/** A section of what is stored about people, and who has it. */
export interface PersonalSection {
  readonly section: string;
  readonly scope: string;
  readonly records: PersonalRecords;
}

/** What all rooms store about people. */
@Injectable()
export class PersonalDataSections implements OnModuleInit {
  /** In the order of {@link personalData}. */
  sections: readonly PersonalSection[] = [];

  constructor(
    private readonly declarations: Declarations,
    private readonly providers: Providers,
  ) {}

  /** @throws Error if a provider is missing, or two sections have one name */
  onModuleInit(): void {
    const declared = personalData(this.declarations);
    const names = [...TAKEN, ...declared.map(({ section }) => section)];
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`two sections of personal data are named ${twice}`);
    this.sections = declared.map(({ section, scope, provider }) => ({
      section,
      scope,
      records: this.providers.get(provider),
    }));
  }

  /** Deletes or ends what is stored about a person whose account is deleted. */
  async erase(userId: string, transaction: Transaction, by?: AuditContext): Promise<void> {
    for (const { records } of this.sections) await records.erase(userId, transaction, by);
  }
}
