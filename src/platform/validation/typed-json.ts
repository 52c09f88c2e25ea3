import { type ValidationError, validateSync } from 'class-validator';
import { pointer, throwViolations, type Violation } from './violations.js';

/** A JSON object of which only the members of `T` are known to have the right type. */
export type Typed<T> = T & Readonly<Record<string, unknown>>;

/** Levels of nesting; far more would exhaust the stack of code that walks through the value. */
const DEEPEST = 32;

/**
 * The ways in which a JSON value differs from the type that a class with class-validator decorators declares.
 * Members that the class does not declare are not looked at.
 */
function violationsOfType(type: new () => object, value: unknown): readonly Violation[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [{ pointer: '', detail: 'must be a JSON object' }];
  const tooDeep = nestingViolations(value);
  if (tooDeep.length > 0) return tooDeep;
  // Not `constructor` or `__proto__`: they would hide the declarations.
  const members = Object.entries(value).filter(([name]) => !(name in Object.prototype));
  return violationsOf(validateSync(Object.assign(new type(), Object.fromEntries(members))));
}

/** @throws Violations if the value is not of the type */
export function assertType<T extends object>(type: new () => T, value: unknown): Typed<T> {
  throwViolations(violationsOfType(type, value));
  return value as Typed<T>;
}

/** As {@link assertType}; members other than these are violations too. @throws Violations */
export function assertExactType<T extends object>(
  type: new () => T,
  value: unknown,
  names: readonly (keyof T & string)[],
): Typed<T> {
  const typed = assertType(type, value);
  const others = Object.keys(typed).filter((name) => !(names as readonly string[]).includes(name));
  throwViolations(others.map((name) => ({ pointer: pointer(name), detail: `is none of ${names.join(', ')}` })));
  return typed;
}

/** The violation of a JSON value that is nested too deeply to be walked through. */
export function nestingViolations(value: unknown): readonly Violation[] {
  return isDeeperThan(DEEPEST, value)
    ? [{ pointer: '', detail: `must not be nested deeper than ${DEEPEST} levels` }]
    : [];
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(levels - 1, member));
}

/** What class-validator found, as violations. */
export function violationsOf(errors: readonly ValidationError[]): readonly Violation[] {
  return errors.map(({ property, constraints }) => ({
    pointer: pointer(property),
    detail: Object.values(constraints ?? {})
      .reverse()
      .join(', '),
  }));
}
