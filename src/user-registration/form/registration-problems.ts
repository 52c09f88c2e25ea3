import type { FormProblems } from '../../authentication/required-actions/form-problems.js';
import type { Violation } from '../../platform/validation/violations.js';

/** The problems of the form by field, each as a sentence that stands beside the field. */
export function problemsByField(violations: readonly Violation[]): FormProblems {
  return new Map(violations.map(({ pointer, detail }) => [pointer.slice(1), sentence(detail)]));
}

function sentence(detail: string): string {
  return `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`;
}
