import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { PageQueryDto } from '../../admin/page-query.dto.js';
import { LINE_FORM, LINE_MISTAKE } from '../../platform/validation/text.js';

const SORTS = ['username', '-username', 'created_at', '-created_at'] as const;

const Text = (description: string, example: string) =>
  applyDecorators(
    ApiPropertyOptional({ description, example }),
    IsOptional(),
    IsString({ message: 'must be text' }),
    Length(1, 320, { message: 'must have 1 to 320 characters' }),
    Matches(LINE_FORM, { message: LINE_MISTAKE }),
  );

/** Query of a list of users. */
export class ListUsersDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'Order; with `-` backwards.', enum: SORTS, default: 'created_at' })
  @IsIn(SORTS, { message: `must be one of ${SORTS.join(', ')}` })
  readonly sort: (typeof SORTS)[number] = 'created_at';

  @Text('Only the user with this username.', 'alice')
  readonly username?: string;

  @Text('Only users with this email address.', 'alice@example.com')
  readonly email?: string;

  @Text('Only users who hold this role.', 'admin')
  readonly role?: string;

  @Text('Only users in this group.', '/staff/dev')
  readonly group?: string;

  @ApiPropertyOptional({ description: 'Only users who are disabled, or who are not.', enum: ['true', 'false'] })
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  readonly disabled?: 'true' | 'false';

  @Text('Only users in whose username, email address or name this text is; A to Z match a to z.', 'exam')
  readonly text?: string;
}
