import { FlagMember, UriListMember, UriMember } from './members.js';

/** How the client hears that a person has signed out, and where the person goes then. */
export class LogoutMetadataDto {
  @UriListMember({ description: 'Where a person may go after signing out.', example: ['https://rp.example/bye'] })
  readonly post_logout_redirect_uris?: readonly string[];

  @UriMember({
    description: 'Where this server posts a logout token when the person has signed out.',
    example: 'https://rp.example/backchannel-logout',
  })
  readonly backchannel_logout_uri?: string;

  @FlagMember({ description: 'Whether the logout token must name the session (sid). Default: false.', example: true })
  readonly backchannel_logout_session_required?: boolean;

  @UriMember({
    description: 'Page that the person’s browser loads, unseen, when the person signs out.',
    example: 'https://rp.example/frontchannel-logout',
  })
  readonly frontchannel_logout_uri?: string;

  @FlagMember({
    description: 'Whether that page is told issuer and session (iss, sid). Default: false.',
    example: true,
  })
  readonly frontchannel_logout_session_required?: boolean;
}
