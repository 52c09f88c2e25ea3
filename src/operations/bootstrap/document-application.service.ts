import { Inject, Injectable } from '@nestjs/common';
import type { BootstrapFile } from '../../admin/bootstrap/bootstrap-file.js';
import { BootstrapRun } from '../../admin/bootstrap/bootstrap-run.js';
import {
  BOOTSTRAP_SECTIONS,
  type BootstrapSection,
  inOrder,
  PreparedInVain,
} from '../../admin/bootstrap/bootstrap-section.js';
import { KeysService } from '../../keys/keys.service.js';
import { Database } from '../../platform/database/database.js';
import type { Peers } from '../../platform/peers.js';
import type { Violation } from '../../platform/validation/violations.js';
import { Declarations } from './declarations.service.js';

/** What sections have prepared, by their names. */
type Prepared = ReadonlyMap<string, unknown>;

/** Stores what a bootstrap file declares, in one transaction. */
@Injectable()
export class DocumentApplication {
  constructor(
    private readonly database: Database,
    private readonly declarations: Declarations,
    private readonly keys: KeysService,
    @Inject(BOOTSTRAP_SECTIONS.token) private readonly sections: Peers<BootstrapSection>,
  ) {}

  /**
   * @param violations what was found wrong in the file already
   * @returns warnings about what the file says in vain
   * @throws Violations: those that were known before, and those that only the database shows
   */
  async apply(file: BootstrapFile, violations: readonly Violation[], reset: boolean): Promise<readonly Violation[]> {
    for (;;) {
      try {
        return await this.applyOnce(file, violations, reset);
      } catch (error) {
        if (!(error instanceof PreparedInVain)) throw error;
      }
    }
  }

  private async applyOnce(
    file: BootstrapFile,
    violations: readonly Violation[],
    reset: boolean,
  ): Promise<readonly Violation[]> {
    const prepared = violations.length === 0 ? await this.prepare(file, reset) : new Map();
    const warnings = await this.database.transaction(
      async (transaction) => {
        await transaction.lock('bootstrap');
        const remembered = await this.declarations.read(reset, transaction);
        const run = new BootstrapRun(transaction, remembered, violations);
        await this.applySections(file, run, prepared);
        await this.declarations.store(remembered, transaction);
        return run.warnings;
      },
      { long: true },
    );
    await this.keys.provideUsed();
    return [...warnings, ...(await this.differences(prepared))];
  }

  private async prepare(file: BootstrapFile, reset: boolean): Promise<Prepared> {
    const remembered = await this.declarations.read(reset);
    const prepared = new Map<string, unknown>();
    for (const section of this.sections.list)
      if (section.prepare) prepared.set(section.name, await section.prepare(file, remembered));
    return prepared;
  }

  private async applySections(file: BootstrapFile, run: BootstrapRun, prepared: Prepared): Promise<void> {
    for (const section of inOrder(this.sections.list)) {
      if (section.prepare) run.demandSound();
      await section.apply(file, run, prepared.get(section.name));
    }
    run.demandSound();
  }

  private async differences(prepared: Prepared): Promise<readonly Violation[]> {
    const remembered = await this.declarations.read(false);
    const found: Violation[] = [];
    for (const section of inOrder(this.sections.list))
      if (section.differences) found.push(...(await section.differences(prepared.get(section.name), remembered)));
    await this.declarations.storeVerdicts(remembered);
    return found;
  }
}
