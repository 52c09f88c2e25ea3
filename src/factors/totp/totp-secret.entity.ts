import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { FactorEntity } from '../factor.entity.js';

/** The secret that the server shares with an authenticator app (RFC 6238). */
@Entity('totp_secrets')
export class TotpSecretEntity {
  @PrimaryColumn('varchar', { length: 36 })
  @ForeignKey(() => FactorEntity, { onDelete: 'CASCADE' })
  factorId!: string;

  /** The secret in base32, sealed with `ENCRYPTION_SECRET`. */
  @Column('text')
  sealed!: string;

  /** RFC 6238 §1.2: `SHA1`, `SHA256` or `SHA512`. */
  @Column('varchar', { length: 8 })
  algorithm!: string;

  @Column('integer')
  digits!: number;

  /** Seconds for which a code is shown. */
  @Column('integer')
  period!: number;

  /** RFC 6238 §5.2: the last time step of which a code was taken; none up to it is taken again. */
  @Column('bigint')
  lastStep!: number;
}
