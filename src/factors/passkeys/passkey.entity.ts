import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { FactorEntity } from '../factor.entity.js';
import type { Backup } from './passkey.js';

/** A public key by which a person signs in (WebAuthn Level 3 §4, credential record). */
@Entity('passkeys')
@Index(['userId'])
export class PasskeyEntity {
  @PrimaryColumn('varchar', { length: 36 })
  @ForeignKey(() => FactorEntity, { onDelete: 'CASCADE' })
  factorId!: string;

  /** base64url; at most 1023 bytes (§4). */
  @Column('varchar', { length: 1364 })
  @Index({ unique: true })
  credentialId!: string;

  @Column('varchar', { length: 36 })
  userId!: string;

  /** base64url. */
  @Column('varchar', { length: 86 })
  userHandle!: string;

  /** A COSE key, base64url. */
  @Column('text')
  publicKey!: string;

  @Column('bigint')
  counter!: number;

  /** Space-delimited. */
  @Column('varchar', { length: 255 })
  transports!: string;

  @Column('varchar', { length: 36 })
  aaguid!: string;

  @Column('varchar', { length: 16 })
  backup!: Backup;

  @Column('bigint', { nullable: true })
  uvInitializedAt!: number | null;
}
