import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { pointer, type Violation } from '../platform/validation/violations.js';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
formats.default(ajv, ['uri']);
const schema = JSON.parse(readFileSync(new URL('../../schemas/bootstrap.json', import.meta.url), 'utf8'));
// The rooms say which grant types there are, and the rules of clients check them.
delete schema.$defs.client.properties.grant_types.items.enum;
const validate = ajv.compile(schema);
const validateUser = ajv.compile({ $ref: `${schema.$id}#/$defs/user` });

/** What of a document does not have the shape that `schemas/bootstrap.json` describes. */
export function violationsOfType(document: unknown): readonly Violation[] {
  return validate(document) ? [] : (validate.errors ?? []).map(mistakeOf);
}

/** What of a user does not have the shape of those in a bootstrap file. */
export function userSchemaViolations(user: unknown): readonly Violation[] {
  return validateUser(user) ? [] : (validateUser.errors ?? []).map(mistakeOf);
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
