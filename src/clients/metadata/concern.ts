import type { Type } from '@nestjs/common';
import { Kind } from '../../platform/declarations.js';
import type { ClientMetadata, RegisteredBy } from '../client.js';
import type { ClientMetadataDto } from '../dto/client-metadata.dto.js';
import type { Rule } from './rule.js';

/** Client metadata as sent: members whose types were checked, and any others. */
export type RawMetadata = ClientMetadataDto & Readonly<Record<string, unknown>>;

/** Members of client metadata that belong together. */
export interface MetadataConcern {
  /** A class of decorated properties: names and types of the members, and what the documentation says of them. */
  readonly members: Type<object>;
  /** What the members are that a registration leaves out. */
  readonly defaults?: (raw: RawMetadata, client: NewClient) => Partial<ClientMetadata>;
  /** What is wrong with them in complete metadata, also together with others. */
  readonly rules?: readonly Rule[];
  /** Names of members that only administrators set; what others send of them is ignored, and what an administrator set stays. */
  readonly administratorsOnly?: readonly string[];
}

/** What defaults may depend on beside the metadata. */
export interface NewClient {
  readonly clientId: string;
  readonly registeredBy: RegisteredBy;
}

/** The members of client metadata that rooms declare. They are stored with all others, so that no migration is needed. */
export const CLIENT_METADATA = new Kind<MetadataConcern>('client metadata');
