import { Injectable } from '@nestjs/common';
import type { BootstrapFile } from '../../admin/bootstrap/bootstrap-file.js';
import type { BootstrapRun } from '../../admin/bootstrap/bootstrap-run.js';
import type { BootstrapSection } from '../../admin/bootstrap/bootstrap-section.js';
import { pointer } from '../../platform/validation/violations.js';
import type { Terms } from './terms.js';
import { TermsService } from './terms.service.js';

/** Contents as in the admin API. */
type DeclaredTerms = Pick<Terms, 'version' | 'contents'>;

/** The terms of use in the bootstrap file. */
@Injectable()
export class TermsSection implements BootstrapSection {
  readonly name = 'terms';
  readonly order = 60;

  constructor(private readonly terms: TermsService) {}

  async apply(file: BootstrapFile, run: BootstrapRun): Promise<void> {
    const terms = file.member<DeclaredTerms>(this.name);
    if (terms) await run.collect(pointer(this.name), () => this.terms.applyBootstrap(terms, run.transaction));
  }

  async export(): Promise<DeclaredTerms | undefined> {
    const terms = await this.terms.current();
    return terms && { version: terms.version, contents: terms.contents };
  }
}
