import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ClientEntity } from './client.entity.js';

/** What is stored of a client secret. During a rotation a client has two. */
@Entity('client_secrets')
@Index(['clientId'])
@Index(['expiresAt'])
export class ClientSecretEntity {
  @PrimaryColumn('varchar', { length: 36 })
  id!: string;

  @Column('varchar', { length: 255 })
  @ForeignKey(() => ClientEntity, { onDelete: 'CASCADE' })
  clientId!: string;

  @Column('varchar', { length: 64 })
  digest!: string;

  /** The secret itself, sealed, if it is the key of a signature. */
  @Column('text', { nullable: true })
  sealed!: string | null;

  @Column('bigint')
  createdAt!: number;

  @Column('bigint', { nullable: true })
  expiresAt!: number | null;
}
