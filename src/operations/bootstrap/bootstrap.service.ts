import { readFileSync } from 'node:fs';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { BootstrapFile } from '../../admin/bootstrap/bootstrap-file.js';
import { BOOTSTRAP_SECTIONS, type BootstrapSection, inOrder } from '../../admin/bootstrap/bootstrap-section.js';
import { DECLARED_BEFORE } from '../../admin/bootstrap/remembered.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { publishedCredentials } from '../../platform/config/production.js';
import type { Peers } from '../../platform/peers.js';
import { LOGGER, type Logger } from '../../platform/telemetry/log.js';
import { throwViolations, type Violation, Violations } from '../../platform/validation/violations.js';
import type { documentReview } from './bootstrap-schema.js';
import { BootstrapViolations } from './bootstrap-violations.js';
import { DocumentApplication } from './document-application.service.js';
import { jsonErrorPosition } from './json-position.js';

/** What a file has done. */
export interface BootstrapReport {
  /** How many entries it has, by the names of the sections that are counted. */
  readonly counts: Readonly<Record<string, number>>;
  /** What it says in vain. */
  readonly warnings: readonly Violation[];
}

/** How many differences between the file and what is stored are told one by one. */
const MOST_DIFFERENCES = 20;

/** Applies the bootstrap file: all of it or nothing, and the same file twice changes nothing. */
@Injectable()
export class BootstrapService implements OnApplicationBootstrap {
  private schemaReview: ReturnType<typeof documentReview> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(BOOTSTRAP_SECTIONS.token) private readonly sections: Peers<BootstrapSection>,
    private readonly application: DocumentApplication,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { bootstrapFile } = this.config;
    if (bootstrapFile === undefined) return;
    const { warnings, counts } = await this.apply(bootstrapFile);
    for (const { pointer: at, detail } of warnings) this.logger.warn({ file: bootstrapFile, at }, detail);
    this.logger.info({ file: bootstrapFile, ...counts }, 'applied the bootstrap file');
  }

  /**
   * Creates or updates what the file names; deletes nothing. What administrators and users change too (secrets of clients; passwords,
   * roles, groups and `disabled` of users) is changed if the file says of it something else than a file said last.
   * @param reset whether that is changed to what the file says in any case
   * @throws BootstrapViolations with every violation; then nothing was changed
   */
  async apply(path: string, reset = false): Promise<BootstrapReport> {
    try {
      return await this.applyDocument(parse(path), reset);
    } catch (error) {
      throw error instanceof Violations ? new BootstrapViolations(path, error.violations) : error;
    }
  }

  private async applyDocument(document: unknown, reset: boolean): Promise<BootstrapReport> {
    const sections = inOrder(this.sections.list);
    const ofSchema = (await this.review())(document);
    throwViolations(ofSchema.filter((violation) => violation.pointer === ''));
    const file = new BootstrapFile(document as BootstrapFile['document'], ofSchema);
    const violations = [
      ...ofSchema,
      ...(this.config.production ? publishedCredentials(document, this.config.issuer) : []),
    ];
    for (const section of sections) violations.push(...((await section.violations?.(file)) ?? []));
    const warnings = await this.application.apply(file, violations, reset);
    const counted = sections.filter(({ isCounted }) => isCounted);
    const counts = Object.fromEntries(counted.map(({ name }) => [name, file.list(name).length]));
    return { counts, warnings: bounded(warnings) };
  }

  /** Made when it is needed, because compiling the schema takes longer than a tenth of the start, and most starts have no file. */
  private async review(): Promise<ReturnType<typeof documentReview>> {
    if (this.schemaReview === undefined) {
      const schema = await import('./bootstrap-schema.js');
      this.schemaReview = schema.documentReview(this.sections.list);
    }
    return this.schemaReview;
  }
}

/** The warnings, with at most {@link MOST_DIFFERENCES} of what stays as it is stored. */
function bounded(warnings: readonly Violation[]): readonly Violation[] {
  const differences = warnings.filter(({ detail }) => detail === DECLARED_BEFORE);
  const more = differences.slice(MOST_DIFFERENCES);
  if (more.length === 0) return warnings;
  const shown = warnings.filter((warning) => !more.includes(warning));
  return [
    ...shown,
    { pointer: '', detail: `has ${more.length} more members that are not what is stored, which stays` },
  ];
}

function parse(path: string): unknown {
  const text = read(path).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch {
    const at = jsonErrorPosition(text);
    const where = at ? ` at line ${at.line}, column ${at.column}` : '';
    throw new Violations([{ pointer: '', detail: `is not valid JSON${where}` }]);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Violations([{ pointer: '', detail: `cannot be read: ${(error as Error).message}` }]);
  }
}
