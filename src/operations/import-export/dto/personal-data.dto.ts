import { ApiProperty } from '@nestjs/swagger';
import { UserDto } from '../../../users/dto/user.dto.js';

const WHEN = '2026-09-21T14:13:20.000Z';

const ALICE = {
  id: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11',
  username: 'alice',
  email: 'alice@example.com',
  roles: ['editor'],
  groups: ['/staff/dev'],
  attributes: { department: 'R&D' },
  disabled: false,
  has_password: true,
  password_change_required: false,
  deletion_due_at: null,
  created_at: WHEN,
  updated_at: WHEN,
  last_sign_in_at: WHEN,
};

/** What is stored about one person, without secrets. Between these two are the sections that rooms declare. */
export class PersonalDataDto {
  @ApiProperty({ description: 'The account, with its roles, groups and attributes.', type: UserDto, example: ALICE })
  readonly profile!: UserDto;

  @ApiProperty({
    description: 'The scopes that the access token lacks, and whose sections are therefore left out.',
    type: [String],
    example: ['audit:read'],
  })
  readonly missing_scopes!: readonly string[];
}
