import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { FactorEntity } from '../factor.entity.js';

/** A recovery code that was not used yet. */
@Entity('recovery_codes')
export class RecoveryCodeEntity {
  /** Of the codes that were made together. */
  @PrimaryColumn('varchar', { length: 36 })
  @ForeignKey(() => FactorEntity, { onDelete: 'CASCADE' })
  factorId!: string;

  /** Keyed with a secret of the server. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  /** That secret, sealed, if the code was made at another server; null: this server's. */
  @Column('text', { nullable: true })
  sealedKey!: string | null;
}
