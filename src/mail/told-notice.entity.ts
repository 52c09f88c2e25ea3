import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** That someone was told something, until they may be told it again. */
@Entity('told_notices')
export class ToldNoticeEntity {
  /** Of whom and what: no one is named. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  @Column('bigint')
  @Index()
  expiresAt!: number;
}
