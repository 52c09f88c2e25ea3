import { type Violation, Violations } from '../../platform/validation/violations.js';

/** Why a bootstrap file was refused as a whole. */
export class BootstrapViolations extends Violations {
  constructor(path: string, violations: readonly Violation[]) {
    super(violations);
    const count = `${violations.length} mistake${violations.length === 1 ? '' : 's'}`;
    const lines = violations.map(({ pointer, detail }) => `  - ${pointer === '' ? '/' : pointer}: ${detail}`);
    this.message = `The bootstrap file ${path} has ${count}; nothing of it was applied:\n${lines.join('\n')}`;
    this.name = 'BootstrapViolations';
  }
}
