import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ClientEntity } from '../clients/client.entity.js';

/** What a user has allowed a client. */
@Entity('consents')
@Index(['clientId'])
export class ConsentEntity {
  @PrimaryColumn('varchar', { length: 36 })
  userId!: string;

  @PrimaryColumn('varchar', { length: 255 })
  @ForeignKey(() => ClientEntity, { onDelete: 'CASCADE' })
  clientId!: string;

  /** Space-delimited scope. */
  @Column('text')
  scope!: string;

  @Column('bigint')
  grantedAt!: number;

  @Column('bigint')
  updatedAt!: number;
}
