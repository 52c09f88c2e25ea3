import { type Mistake, Mistakes } from '../platform/validation/mistakes.js';

/** Why a bootstrap file was refused as a whole. */
export class BootstrapMistakes extends Mistakes {
  constructor(path: string, mistakes: readonly Mistake[]) {
    super(mistakes);
    const count = `${mistakes.length} mistake${mistakes.length === 1 ? '' : 's'}`;
    const lines = mistakes.map(({ pointer, detail }) => `  - ${pointer === '' ? '/' : pointer}: ${detail}`);
    this.message = `The bootstrap file ${path} has ${count}; nothing of it was applied:\n${lines.join('\n')}`;
    this.name = 'BootstrapMistakes';
  }
}
