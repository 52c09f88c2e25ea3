import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TermsContents } from './terms.js';

/** A version of the terms of use. The newest that was not withdrawn is in force. */
@Entity('terms')
export class TermsEntity {
  @PrimaryColumn('varchar', { length: 64 })
  version!: string;

  @Column('simple-json')
  contents!: TermsContents;

  @Column('bigint')
  publishedAt!: number;

  /** Null: it was not. */
  @Column('bigint', { nullable: true })
  withdrawnAt!: number | null;
}
