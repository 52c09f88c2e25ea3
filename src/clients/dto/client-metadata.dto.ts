import { ApplicationMetadataDto } from './metadata/application-metadata.dto.js';
import { BrandMetadataDto } from './metadata/brand-metadata.dto.js';
import { ClaimMetadataDto } from './metadata/claim-metadata.dto.js';
import { FlowMetadataDto } from './metadata/flow-metadata.dto.js';
import { KeyMetadataDto } from './metadata/key-metadata.dto.js';
import { LogoutMetadataDto } from './metadata/logout-metadata.dto.js';
import { AllOf } from './metadata/members.js';
import { RequestMetadataDto } from './metadata/request-metadata.dto.js';
import { StrengthMetadataDto } from './metadata/strength-metadata.dto.js';
import { TokenMetadataDto } from './metadata/token-metadata.dto.js';

/** The members that this room declares, concern by concern. */
export const OWN_MEMBERS = [
  ApplicationMetadataDto,
  FlowMetadataDto,
  StrengthMetadataDto,
  KeyMetadataDto,
  TokenMetadataDto,
  ClaimMetadataDto,
  RequestMetadataDto,
  LogoutMetadataDto,
  BrandMetadataDto,
] as const;

/** Types of these members; what they may be together is validated by their rules. */
export class ClientMetadataDto extends AllOf(...OWN_MEMBERS) {}

/** Body that changes a client. */
export class UpdateClientDto extends ClientMetadataDto {}
