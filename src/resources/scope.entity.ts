import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ClaimMapping } from './claims/claim-mapping.js';

/** A scope; it belongs to exactly one resource. */
@Entity('scopes')
@Index(['resource'])
export class ScopeEntity {
  @PrimaryColumn('varchar', { length: 255 })
  name!: string;

  /** The identifier of the resource that owns it. */
  @Column('varchar', { length: 512 })
  resource!: string;

  /** What it allows, in words for the consent page. */
  @Column('varchar', { length: 512 })
  description!: string;

  /** The roles of which a user must hold one to get it. */
  @Column('simple-json', { nullable: true })
  roles!: string[] | null;

  /** How claims are made for who gets it; null: none are. */
  @Column('simple-json', { nullable: true })
  claimMappings!: ClaimMapping[] | null;

  /** The description in other languages, as `description#de`; null: in none. */
  @Column('simple-json', { nullable: true })
  texts!: Record<string, string> | null;
}
