import { Injectable } from '@nestjs/common';
import type { BootstrapFile } from '../../admin/bootstrap/bootstrap-file.js';
import type { BootstrapRun } from '../../admin/bootstrap/bootstrap-run.js';
import type { BootstrapSection } from '../../admin/bootstrap/bootstrap-section.js';
import { sortedBy } from '../../platform/sorted-by.js';
import { pointer } from '../../platform/validation/violations.js';
import { UserAttributes } from '../user-attributes.service.js';

/** What each attribute of users says, by the names of those that claims may be made of. */
type DeclaredAttributes = Readonly<Record<string, string>>;

/** The attributes of users in the bootstrap file. */
@Injectable()
export class UserAttributesSection implements BootstrapSection {
  readonly name = 'user_attributes';
  readonly order = 10;

  constructor(private readonly attributes: UserAttributes) {}

  async apply(file: BootstrapFile, run: BootstrapRun): Promise<void> {
    for (const [name, description] of Object.entries(file.member<DeclaredAttributes>(this.name) ?? {}))
      await run.collect(pointer(this.name, name), () =>
        this.attributes.applyBootstrap({ name, description }, run.transaction),
      );
  }

  async export(): Promise<DeclaredAttributes | undefined> {
    const attributes = sortedBy(await this.attributes.all(), ({ name }) => name);
    if (attributes.length === 0) return undefined;
    return Object.fromEntries(attributes.map(({ name, description }) => [name, description]));
  }
}
