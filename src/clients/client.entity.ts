import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ClientMetadata } from './client.js';

@Entity('clients')
export class ClientEntity {
  @PrimaryColumn('varchar', { length: 255 })
  clientId!: string;

  /** Also in the metadata; a column of its own for lists. */
  @Column('varchar', { length: 255 })
  clientName!: string;

  @Column('simple-json')
  metadata!: ClientMetadata;

  @Column('bigint')
  createdAt!: number;

  @Column('bigint')
  updatedAt!: number;

  /** Counts the changes; the admin API's `ETag`. */
  @Column('integer')
  version!: number;
}
