import { type ValidationError, validateSync } from 'class-validator';
import { pointer, throwViolations, type Violation } from './violations.js';

/** A JSON object of which only the members of `T` are known to have the right type. */
export type Typed<T> = T & Readonly<Record<string, unknown>>;

/** Levels of nesting; far more would exhaust the stack of code that walks through the value. */
const DEEPEST = 32;

/** Whether a JSON value is an object, and no list. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Why a JSON value is no object whose members can be looked at. */
function structureViolations(value: unknown): readonly Violation[] {
  if (!isJsonObject(value)) return [{ pointer: '', detail: 'must be a JSON object' }];
  return nestingViolations(value);
}

/**
 * Compares a JSON value with the type that a class with class-validator decorators declares. Members that no class declares
 * are not looked at.
 * @param further classes that declare more members
 * @throws Violations if the value is not of the type
 */
export function assertType<T extends object>(
  type: new () => T,
  value: unknown,
  further: readonly (new () => object)[] = [],
): Typed<T> {
  throwViolations(structureViolations(value));
  // Not `constructor` or `__proto__`: they would hide the declarations.
  const members = Object.fromEntries(Object.entries(value as object).filter(([name]) => !(name in Object.prototype)));
  const types = [type, ...further];
  throwViolations(types.flatMap((each) => violationsOf(validateSync(Object.assign(new each(), members)))));
  return value as Typed<T>;
}

/**
 * As {@link assertType}; members other than these are violations too.
 * @param isFurther says of other names whether they may be there
 * @throws Violations
 */
export function assertExactType<T extends object>(
  type: new () => T,
  value: unknown,
  names: readonly (keyof T & string)[],
  isFurther: (name: string) => boolean = () => false,
): Typed<T> {
  const typed = assertType(type, value);
  const others = Object.keys(typed).filter((name) => !(names as readonly string[]).includes(name) && !isFurther(name));
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
