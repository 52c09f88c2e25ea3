import { ApiProperty } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { NextCursor } from '../../admin/page-answer.js';
import { TEXT_FORM } from '../../platform/validation/text.js';
import { ATTRIBUTE_NAME_FORM } from '../claims/attribute-name.js';
import type { UserAttribute } from '../user-attribute.js';

const DESCRIPTION = {
  minLength: 1,
  maxLength: 512,
  pattern: TEXT_FORM.source,
  description: 'What it says of a user, in words for administrators.',
  example: 'The department that the person works for',
};

/** Body that describes an attribute in other words. */
export class UpdateUserAttributeDto {
  @ApiProperty(DESCRIPTION)
  @IsString({ message: 'must be text' })
  readonly description!: string;
}

/** Body that declares an attribute. */
export class CreateUserAttributeDto {
  @ApiProperty({
    pattern: ATTRIBUTE_NAME_FORM.source,
    description: 'Its name, under which users have it.',
    example: 'department',
  })
  @IsString({ message: 'must be text' })
  readonly name!: string;

  @ApiProperty(DESCRIPTION)
  @IsString({ message: 'must be text' })
  readonly description!: string;
}

/** An attribute of users that claims may be made of. */
export class UserAttributeDto extends CreateUserAttributeDto {}

/** A page of attributes. */
export class UserAttributeListDto {
  @ApiProperty({ description: 'Attributes in the order of their names.', type: [UserAttributeDto] })
  readonly items!: readonly UserAttributeDto[];

  @NextCursor('WyJkZXBhcnRtZW50Il0')
  readonly next_cursor?: string;
}

export function presentUserAttribute({ name, description }: UserAttribute): UserAttributeDto {
  return { name, description };
}
