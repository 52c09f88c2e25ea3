import { UsersService } from '../../src/users/users.service.js';
import type { AdminApi } from './admin.js';
import { auditEvents, type StoredEvent } from './audit-log.js';
import type { TestApp } from './test-app.js';
import { PASSWORD } from './world.js';

/** What it takes to administer users, and who may do what. */
export const USER_SCOPES = 'users:read users:write roles:write';

export async function userId({ app }: TestApp, username: string): Promise<string> {
  return (await app.get(UsersService).findByUsername(username))?.id as string;
}

/** What the audit log says about this user. */
export async function userEvents(server: TestApp, user: string): Promise<readonly StoredEvent[]> {
  return (await auditEvents(server)).filter(({ details }) => details.user === user);
}

/** Creates a user, who has a password, through the admin API. @returns the user as the API shows it */
export async function createUser(api: AdminApi, username: string, more: object = {}) {
  return (await api('POST', '/users', { username, password: PASSWORD, ...more })).body;
}
