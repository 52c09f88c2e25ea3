import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

const EACH = { each: true } as const;

/** Null stands for the default, in a registration as in a merge patch. */
const Member = (options: ApiPropertyOptions) => ApiPropertyOptional({ nullable: true, ...options });

/** Shapes of the members that this server uses; what they may be together is judged by `client-metadata.ts`. */
export class ClientMetadataDto {
  @Member({ description: 'What people know the application by.', example: 'Example web app' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must have 1 to 255 characters' })
  @Matches(/^\P{Cc}*$/u, { message: 'must not have control characters' })
  readonly client_name?: string;

  @Member({
    type: [String],
    description:
      'Where authorization responses may go. Compared character by character; only the port of a loopback IP literal is free.',
    example: ['https://rp.example/cb'],
  })
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @ArrayMaxSize(100, { message: 'must have at most 100 items' })
  @IsString({ ...EACH, message: 'must hold text only' })
  @MaxLength(2048, { ...EACH, message: 'must hold at most 2048 characters each' })
  readonly redirect_uris?: readonly string[];

  @Member({
    type: [String],
    description: 'Where a person may go after signing out.',
    example: ['https://rp.example/bye'],
  })
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @ArrayMaxSize(100, { message: 'must have at most 100 items' })
  @IsString({ ...EACH, message: 'must hold text only' })
  @MaxLength(2048, { ...EACH, message: 'must hold at most 2048 characters each' })
  readonly post_logout_redirect_uris?: readonly string[];

  @Member({
    description: 'Ways in which the client may obtain tokens. Default: authorization_code.',
    enum: ['authorization_code', 'refresh_token', 'client_credentials'],
    isArray: true,
    example: ['authorization_code', 'refresh_token'],
  })
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @IsString({ ...EACH, message: 'must hold text only' })
  readonly grant_types?: readonly string[];

  @Member({
    description: 'Fits grant_types: code goes with authorization_code.',
    enum: ['code'],
    isArray: true,
    example: ['code'],
  })
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @IsString({ ...EACH, message: 'must hold text only' })
  readonly response_types?: readonly string[];

  @Member({
    description: 'How the client authenticates; none makes it a public client. Default: client_secret_basic.',
    enum: ['client_secret_basic', 'client_secret_post', 'none'],
    example: 'client_secret_basic',
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  readonly token_endpoint_auth_method?: string;

  @Member({
    description:
      'Scopes the client may ask for, separated by spaces. Default with authorization_code: every identity scope; otherwise none.',
    example: 'openid profile email offline_access',
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  readonly scope?: string;

  @Member({
    description: 'Algorithm of its ID tokens. Default: RS256.',
    enum: ['ES256', 'RS256'],
    example: 'RS256',
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  readonly id_token_signed_response_alg?: string;

  @Member({
    description: 'The organisation’s own application: no consent page. Default: false.',
    example: false,
  })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly first_party?: boolean;

  @Member({
    description:
      'Whether authorization requests must carry a PKCE challenge. Default: true; always true for public clients.',
    example: true,
  })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly require_pkce?: boolean;

  @Member({ description: 'Home page of the application.', example: 'https://rp.example' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @MaxLength(2048, { message: 'must have at most 2048 characters' })
  readonly client_uri?: string;

  @Member({ description: 'Logo of the application.', example: 'https://rp.example/logo.png' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @MaxLength(2048, { message: 'must have at most 2048 characters' })
  readonly logo_uri?: string;

  @Member({ description: 'Privacy policy of the application.', example: 'https://rp.example/privacy' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @MaxLength(2048, { message: 'must have at most 2048 characters' })
  readonly policy_uri?: string;

  @Member({ description: 'Terms of service of the application.', example: 'https://rp.example/terms' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @MaxLength(2048, { message: 'must have at most 2048 characters' })
  readonly tos_uri?: string;

  @Member({ type: [String], description: 'Who is responsible for the application.', example: ['ops@rp.example'] })
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @ArrayMaxSize(100, { message: 'must have at most 100 items' })
  @IsString({ ...EACH, message: 'must hold text only' })
  readonly contacts?: readonly string[];

  @Member({
    description: 'Seconds after which a person must sign in again where a request names no max_age.',
    minimum: 0,
    example: 3600,
  })
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must not be negative' })
  @Max(2_147_483_647, { message: 'must be at most 2147483647' })
  readonly default_max_age?: number;
}
