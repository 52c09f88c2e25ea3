import { Injectable } from '@nestjs/common';
import type { Administrator } from '../admin/admin-api.js';
import { NotFound } from '../platform/validation/refusals.js';
import { ResourcesService } from '../resources/resources.service.js';
import { demandPowerOverPerson } from './person-power.js';
import { USER_ID, type User } from './user.js';
import { UserStore } from './user-store.js';

/** The people whose sessions, consents and grants administrators see and end, from whatever store they come. */
@Injectable()
export class People {
  constructor(
    private readonly users: UserStore,
    private readonly resources: ResourcesService,
  ) {}

  /** For who only looks. @throws NotFound */
  async get(id: string): Promise<User> {
    const user = await this.find(id);
    if (!user) throw new NotFound(`there is no user ${id}`);
    return user;
  }

  /** For who ends or changes something of the person. @throws NotFound, InsufficientScope */
  async getForChange(id: string, by: Administrator): Promise<User> {
    const user = await this.get(id);
    await this.demandPowerOver(user, by);
    return user;
  }

  /** For who ends something that may outlive its person, whom no store may know any more. @throws InsufficientScope */
  async demandPowerOverHolder(id: string, by: Administrator): Promise<void> {
    const user = await this.find(id);
    if (user) await this.demandPowerOver(user, by);
  }

  private async find(id: string): Promise<User | undefined> {
    return USER_ID.test(id) ? this.users.find(id) : undefined;
  }

  private async demandPowerOver({ roles }: User, by: Administrator): Promise<void> {
    demandPowerOverPerson(roles, (await this.resources.catalogue()).administrativeRoles(), by);
  }
}
