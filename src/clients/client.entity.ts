import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ClientMetadata, RegisteredBy } from './client.js';

@Entity('clients')
@Index(['registeredBy', 'updatedAt'])
export class ClientEntity {
  @PrimaryColumn('varchar', { length: 255 })
  clientId!: string;

  /** Also in the metadata; a column of its own for lists. */
  @Column('varchar', { length: 255 })
  clientName!: string;

  @Column('simple-json')
  metadata!: ClientMetadata;

  @Column('varchar', { length: 24, default: 'administrator' })
  registeredBy!: RegisteredBy;

  /** RFC 7592: of the token by which the client manages its registration; null: an administrator does. */
  @Column('varchar', { length: 64, nullable: true })
  registrationTokenDigest!: string | null;

  @Column('bigint')
  createdAt!: number;

  @Column('bigint')
  updatedAt!: number;

  /** Counts the changes; the admin API's `ETag`. */
  @Column('integer')
  version!: number;
}
