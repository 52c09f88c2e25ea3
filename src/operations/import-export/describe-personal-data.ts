import type { OpenAPIObject } from '@nestjs/swagger';
import { getSchemaPath } from '@nestjs/swagger';
import type { ApiDescription } from '../../admin/api-description.js';
import { type PersonalData, personalData } from '../../admin/personal-data.js';
import { PersonalDataDto } from './dto/personal-data.dto.js';

/** Adds the sections that rooms declare to the description of an export. Their DTOs must be among the schemas. */
function describePersonalData({ components }: OpenAPIObject, sections: readonly PersonalData[]): void {
  const schema = components?.schemas?.[PersonalDataDto.name];
  if (!schema || '$ref' in schema) throw new Error('the export of personal data is not described');
  const { profile, ...rest } = schema.properties ?? {};
  const described = sections.map(({ section, description, scope, item }) => [
    section,
    {
      description: `${description}; with the scope \`${scope}\`.`,
      type: 'array',
      items: { $ref: getSchemaPath(item) },
    },
  ]);
  schema.properties = { ...(profile && { profile }), ...Object.fromEntries(described), ...rest };
}

export const PERSONAL_DATA_DESCRIPTION: ApiDescription = {
  models: (declarations) => personalData(declarations).map(({ item }) => item),
  describe: (document, declarations) => describePersonalData(document, personalData(declarations)),
};
