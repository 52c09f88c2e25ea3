import type { AnySchemaObject, ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { DOCUMENT } from './document.js';

const open = validator(DOCUMENT);
/** As {@link open}, but members that are not described are violations: what the server answers is described wholly. */
const closed = validator(closedDocument());

/** What of a value does not fit a schema of the description; undefined where it fits. */
export function misfit(schema: AnySchemaObject, value: unknown): string | undefined {
  return complaint(open, schema, value);
}

/** As {@link misfit}; members that are not described do not fit either. */
export function misfitOfAnswer(schema: AnySchemaObject, value: unknown): string | undefined {
  return complaint(closed, schema, value);
}

/** The members that a schema describes. */
export function membersOf(schema: AnySchemaObject): Readonly<Record<string, AnySchemaObject>> {
  const name = /[^/]+$/.exec(schema.$ref ?? '')?.[0];
  return (name === undefined ? schema : DOCUMENT.components.schemas[name])?.properties ?? {};
}

function complaint(compile: (schema: AnySchemaObject) => ValidateFunction, schema: AnySchemaObject, value: unknown) {
  const validate = compile(schema);
  if (validate(value)) return undefined;
  return validate.errors
    ?.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
    .join('; ');
}

function validator(document: object): (schema: AnySchemaObject) => ValidateFunction {
  const ajv = new Ajv2020.default({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'api');
  const compiled = new Map<string, ValidateFunction>();
  return (schema) => {
    const text = JSON.stringify(schema).replaceAll('"#/', '"api#/');
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text));
    compiled.set(text, validate);
    return validate;
  };
}

function closedDocument(): object {
  const schemas = Object.entries(DOCUMENT.components.schemas).map(([name, schema]) => [
    name,
    { additionalProperties: false, ...schema },
  ]);
  return { ...DOCUMENT, components: { ...DOCUMENT.components, schemas: Object.fromEntries(schemas) } };
}
