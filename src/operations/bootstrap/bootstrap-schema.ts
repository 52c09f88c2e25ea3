import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { BootstrapSection } from '../../admin/bootstrap/bootstrap-section.js';
import { packageFile } from '../../platform/package-files.js';
import { pointer, type Violation } from '../../platform/validation/violations.js';

/** What is read of the schema. */
interface Schema {
  readonly $id: string;
  readonly properties: object;
  readonly $defs: {
    readonly client: { readonly properties: { readonly grant_types: { readonly items: { enum?: unknown } } } };
  };
}

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, discriminator: true });
formats.default(ajv, ['uri']);
const schema = packageFile('schemas/bootstrap.json') as Schema;
// The rooms say which grant types there are, and the rules of clients check them.
delete schema.$defs.client.properties.grant_types.items.enum;
ajv.addSchema(schema);

const validateUser = ajv.compile({ $ref: `${schema.$id}#/$defs/user` });

/** Finds what of a document is not as `schemas/bootstrap.json` and the sections say. */
export function documentReview(
  sections: readonly Pick<BootstrapSection, 'name' | 'schema'>[],
): (document: unknown) => readonly Violation[] {
  const own = sections.flatMap(({ name, schema: ofSection }) => (ofSection ? [[name, ofSection] as const] : []));
  const { $id: _id, properties, ...rest } = schema;
  const validate = ajv.compile({ ...rest, properties: { ...properties, ...Object.fromEntries(own) } });
  return (document) => violationsOf(validate, document);
}

/** What of a user is not as the schema says of those in a bootstrap file. */
export function userSchemaViolations(user: unknown): readonly Violation[] {
  return violationsOf(validateUser, user);
}

function violationsOf(validate: ValidateFunction, value: unknown): readonly Violation[] {
  if (validate(value)) return [];
  // Of a member that says which of several schemas applies, its own rule says what is wrong with it.
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== 'discriminator').map(mistakeOf);
}

function mistakeOf({ instancePath, keyword, params, message }: ErrorObject): Violation {
  switch (keyword) {
    case 'additionalProperties':
      return {
        pointer: instancePath + pointer(params.additionalProperty),
        detail: 'is unknown; check its spelling',
      };
    case 'required':
      return { pointer: instancePath + pointer(params.missingProperty), detail: 'is missing' };
    case 'enum':
      return { pointer: instancePath, detail: `must be one of ${params.allowedValues.join(', ')}` };
    case 'format':
      return { pointer: instancePath, detail: 'must be an absolute URL' };
    default:
      return { pointer: instancePath, detail: message ?? `must satisfy ${keyword}` };
  }
}
