import { textProblem } from '../platform/validation/text.js';
import { type Violation, violationsAt } from '../platform/validation/violations.js';
import { attributeNameProblem } from './claims/attribute-name.js';

/** An attribute that is declared, so that claims can be made of it. Users may have others too, which no one is told. */
export interface UserAttribute {
  readonly name: string;
  /** What it says of a user, in words for administrators. */
  readonly description: string;
}

/** What is wrong with an attribute that is about to be declared. */
export function userAttributeMistakes({ name, description }: UserAttribute): readonly Violation[] {
  return [
    ...violationsAt('/name', attributeNameProblem(name)),
    ...violationsAt('/description', textProblem(description, 512)),
  ];
}
