import { FlagMember, SecondsMember, TextListMember, TextMember, UriListMember, UriMember } from './members.js';

/** How the client obtains tokens, and where browsers may be sent. */
export class FlowMetadataDto {
  @UriListMember({
    description:
      'Where authorization responses may go. Compared character by character; only the port of a loopback IP literal is free, and for application_type native that of localhost.',
    example: ['https://rp.example/cb'],
  })
  readonly redirect_uris?: readonly string[];

  @TextListMember({
    description: 'Ways in which the client may obtain tokens. Default: authorization_code.',
    example: ['authorization_code', 'refresh_token'],
  })
  readonly grant_types?: readonly string[];

  @TextListMember({
    description: 'Fits grant_types: code goes with authorization_code.',
    enum: ['code'],
    example: ['code'],
  })
  readonly response_types?: readonly string[];

  @TextMember(
    {
      description:
        'Scopes the client may ask for, separated by spaces. Default with authorization_code: openid profile email address phone offline_access; otherwise none.',
      example: 'openid profile email offline_access',
    },
    10_000,
  )
  readonly scope?: string;

  @FlagMember({
    description:
      'Whether authorization requests must carry a PKCE challenge. Left out: a confidential client may send the scope openid with a nonce instead; with false it needs neither. Public clients and clients that registered themselves always need it.',
    example: true,
  })
  readonly require_pkce?: boolean;

  @SecondsMember({
    description: 'Seconds after which a person must sign in again if a request names no max_age.',
    example: 3600,
  })
  readonly default_max_age?: number;

  @FlagMember({
    description: 'Whether ID tokens always say when the person signed in (auth_time). Default: false.',
    example: false,
  })
  readonly require_auth_time?: boolean;

  @UriMember({
    description: 'Where another site may send a person to begin a sign-in at the application.',
    example: 'https://rp.example/login',
  })
  readonly initiate_login_uri?: string;
}
