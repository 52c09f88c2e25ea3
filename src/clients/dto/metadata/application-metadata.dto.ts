import { IsString, Length, Matches } from 'class-validator';
import { TEXT_FORM, TEXT_MISTAKE } from '../../../platform/validation/text.js';
import { FlagMember, Member, TextListMember, TextMember, UriMember } from './members.js';

/** What the application is, in words and links. */
export class ApplicationMetadataDto {
  @Member(
    { description: 'What people know the application by.', example: 'Example web app' },
    Matches(TEXT_FORM, { message: TEXT_MISTAKE }),
    Length(1, 255, { message: 'must have 1 to 255 characters' }),
    IsString({ message: 'must be text' }),
  )
  readonly client_name?: string;

  @TextMember({
    description:
      'web, or native for an app on a device, which may return to private-use schemes and to any port of this machine. Default: web.',
    enum: ['web', 'native'],
    example: 'web',
  })
  readonly application_type?: string;

  @FlagMember({
    description: 'The organisation’s own application: no consent page. Default: false.',
    example: false,
  })
  readonly first_party?: boolean;

  @UriMember({ description: 'Home page of the application.', example: 'https://rp.example' })
  readonly client_uri?: string;

  @UriMember({ description: 'Logo of the application.', example: 'https://rp.example/logo.png' })
  readonly logo_uri?: string;

  @UriMember({ description: 'Privacy policy of the application.', example: 'https://rp.example/privacy' })
  readonly policy_uri?: string;

  @UriMember({ description: 'Terms of service of the application.', example: 'https://rp.example/terms' })
  readonly tos_uri?: string;

  @TextListMember({ description: 'Who is responsible for the application.', example: ['ops@rp.example'] })
  readonly contacts?: readonly string[];

  @TextMember({
    description: 'Identifier of the software, the same for all its instances and versions.',
    example: '4NRB1-0XZABZI9E6-5SM3R',
  })
  readonly software_id?: string;

  @TextMember({ description: 'Version of the software.', example: '2.1' })
  readonly software_version?: string;
}
