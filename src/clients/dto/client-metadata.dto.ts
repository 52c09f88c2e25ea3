import { LogoutMetadataDto } from './metadata/logout-metadata.dto.js';

/**
 * Shapes of the members that this server uses, each file of `dto/metadata/` adding those of one concern;
 * what they may be together is validated by `client-metadata.ts`.
 */
export class ClientMetadataDto extends LogoutMetadataDto {}
