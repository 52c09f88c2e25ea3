import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AddressUndos } from '../users/addresses/address-undos.service.js';
import { Enrolments } from './enrolments.service.js';

/** What ends with a change of the address that its owner has undone: the factors of who changed it. */
@Injectable()
export class FactorUndos implements OnModuleInit {
  constructor(
    private readonly undos: AddressUndos,
    private readonly enrolments: Enrolments,
  ) {}

  onModuleInit(): void {
    this.undos.onUndo((userId, since, transaction, by) => this.enrolments.removeSince(userId, since, transaction, by));
  }
}
