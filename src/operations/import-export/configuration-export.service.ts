import { Inject, Injectable } from '@nestjs/common';
import { BOOTSTRAP_SECTIONS, type BootstrapSection, inOrder } from '../../admin/bootstrap/bootstrap-section.js';
import type { Peers } from '../../platform/peers.js';

/** The configuration as a bootstrap file, which makes an empty server the same as this one. Equal configurations are equal texts. */
@Injectable()
export class ConfigurationExport {
  constructor(@Inject(BOOTSTRAP_SECTIONS.token) private readonly sections: Peers<BootstrapSection>) {}

  /** @param withUsers also people, with identifiers and password hashes */
  async document(withUsers: boolean): Promise<Readonly<Record<string, unknown>>> {
    const members: [string, unknown][] = [];
    for (const section of inOrder(this.sections.list)) members.push([section.name, await section.export(withUsers)]);
    return Object.fromEntries(members.filter(([, value]) => value !== undefined));
  }
}
