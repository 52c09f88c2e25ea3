import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { validatedMembers } from './validated-members.js';

class Base {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(9)
  readonly count?: number;
}

class Body extends Base {
  @Length(1, 5)
  @Matches(/^a+$/)
  @IsString()
  readonly text!: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(3)
  @IsString({ each: true })
  @MaxLength(7, { each: true })
  readonly list?: readonly string[];

  @IsIn(['x', 'y'])
  readonly choice!: string;

  @IsBoolean()
  readonly flag!: boolean;
}

describe('the members of a class that is validated', () => {
  const members = validatedMembers(Body);

  it.each([
    ['count', { value: { type: 'integer', minimum: 1, maximum: 9 }, items: {}, takesNull: true }],
    ['text', { value: { type: 'string', pattern: '^a+$', minLength: 1, maxLength: 5 }, items: {}, takesNull: false }],
    ['list', { value: { type: 'array', maxItems: 3 }, items: { type: 'string', maxLength: 7 }, takesNull: true }],
    ['choice', { value: { enum: ['x', 'y'] }, items: {}, takesNull: false }],
    ['flag', { value: { type: 'boolean' }, items: {}, takesNull: false }],
  ])('are described by their decorators: %s', (name, facts) => {
    expect(members.get(name)).toEqual(facts);
  });
});
