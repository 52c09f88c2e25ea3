import { Injectable } from '@nestjs/common';
import { type BootstrapFile, duplicates } from '../../admin/bootstrap/bootstrap-file.js';
import type { BootstrapRun } from '../../admin/bootstrap/bootstrap-run.js';
import type { BootstrapSection } from '../../admin/bootstrap/bootstrap-section.js';
import type { Violation } from '../../platform/validation/violations.js';
import { type ProtectedHostDto, presentProtectedHost } from './dto/protected-host.dto.js';
import { type DeclaredHost, ProtectedHosts } from './protected-hosts.service.js';

/** The protected hosts of the bootstrap file. */
@Injectable()
export class ProtectedHostsSection implements BootstrapSection {
  readonly name = 'protected_hosts';
  readonly order = 50;

  constructor(private readonly hosts: ProtectedHosts) {}

  async violations(file: BootstrapFile): Promise<readonly Violation[]> {
    return duplicates(file.entries<DeclaredHost>(this.name), 'host', ({ host }) => host);
  }

  async apply(file: BootstrapFile, run: BootstrapRun): Promise<void> {
    for (const { at, value } of file.entries<DeclaredHost>(this.name))
      await run.collect(at, () => this.hosts.applyBootstrap(value, run.transaction));
  }

  async export(): Promise<readonly ProtectedHostDto[] | undefined> {
    const hosts = await this.hosts.all();
    return hosts.length > 0 ? hosts.map(presentProtectedHost) : undefined;
  }
}
