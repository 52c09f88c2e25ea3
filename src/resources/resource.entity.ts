import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ClaimMapping } from './claims/claim-mapping.js';

/** A protected resource (RFC 8707) that tokens are issued for. */
@Entity('resources')
export class ResourceEntity {
  /** An absolute URI; the `aud` of tokens for it. */
  @PrimaryColumn('varchar', { length: 512 })
  identifier!: string;

  @Column('varchar', { length: 255 })
  name!: string;

  /** Seconds. */
  @Column('integer', { nullable: true })
  accessTokenLifetime!: number | null;

  @Column('varchar', { length: 16, nullable: true })
  accessTokenSigningAlg!: string | null;

  @Column('varchar', { length: 16, nullable: true })
  accessTokenTyp!: string | null;

  /** How claims of tokens for it are made; null: none are. */
  @Column('simple-json', { nullable: true })
  claimMappings!: ClaimMapping[] | null;

  /** The name in other languages, as `name#de`; null: in none. */
  @Column('simple-json', { nullable: true })
  texts!: Record<string, string> | null;
}
