import { TEXT_FORM, TEXT_MISTAKE, textProblem } from '../platform/validation/text.js';
import { pointer, type Violation, violationsAt } from '../platform/validation/violations.js';
import { attributeNameProblem } from '../resources/claims/attribute-name.js';
import type { Attributes } from './user.js';

export const MOST_GROUPS = 500;
export const LONGEST_GROUP = 255;
/** How names of groups look beside their length. */
export const GROUP_FORM =
  /^[^\p{Cc}\p{Cs}\p{Cf}\p{Z}]([^\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]*[^\p{Cc}\p{Cs}\p{Cf}\p{Z}])?$/u;
export const MOST_ATTRIBUTES = 64;
export const LONGEST_ATTRIBUTE = 1000;
export const MOST_TEXTS = 100;
/** Characters of all attributes as JSON. */
const LARGEST = 16_384;

/** What is wrong with the groups of a user. Names may be paths, such as `/staff/dev`, and may have spaces inside. */
export function groupMistakes(groups: readonly string[] = []): readonly Violation[] {
  if (groups.length > MOST_GROUPS)
    return [{ pointer: pointer('groups'), detail: `must have at most ${MOST_GROUPS} items` }];
  return groups.flatMap((group, index) => violationsAt(pointer('groups', index), groupProblem(group)));
}

/** What is wrong with the name of a group, or undefined if nothing is. */
export function groupProblem(group: string): string | undefined {
  return textProblem(group, LONGEST_GROUP) ?? (GROUP_FORM.test(group) ? undefined : 'must have no space at its ends');
}

/** What is wrong with the attributes of a user. @param attributes of any types */
export function attributeMistakes(attributes: Readonly<Record<string, unknown>> = {}): readonly Violation[] {
  const all = Object.entries(attributes);
  const at = pointer('attributes');
  if (all.length > MOST_ATTRIBUTES) return [{ pointer: at, detail: `must have at most ${MOST_ATTRIBUTES} members` }];
  if (JSON.stringify(attributes).length > LARGEST)
    return [{ pointer: at, detail: `must have at most ${LARGEST} characters as JSON` }];
  return all.flatMap(([name, value]) =>
    violationsAt(pointer('attributes', name), attributeNameProblem(name) ?? valueProblem(value)),
  );
}

function valueProblem(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    if (value.length > MOST_TEXTS) return `must have at most ${MOST_TEXTS} items`;
    return value
      .map((each) => (typeof each === 'string' ? textValueProblem(each) : 'must hold text only'))
      .find(Boolean);
  }
  if (typeof value === 'string') return textValueProblem(value);
  if (typeof value === 'boolean' || Number.isFinite(value)) return undefined;
  return 'must be text, a number, true, false, or a list of texts';
}

function textValueProblem(text: string): string | undefined {
  if ([...text].length > LONGEST_ATTRIBUTE) return `must have at most ${LONGEST_ATTRIBUTE} characters`;
  return TEXT_FORM.test(text) ? undefined : TEXT_MISTAKE;
}

/** The attributes after a declaration: those that it names are replaced, the others stay. */
export function mergedAttributes(declared: Attributes = {}, existing: Attributes = {}): Attributes {
  return { ...existing, ...declared };
}
