import { Database, statement } from '../../src/platform/database/database.js';
import { UsersService } from '../../src/users/users.service.js';
import type { AdminApi } from './admin.js';
import type { TestApp } from './test-app.js';
import { PASSWORD } from './world.js';

/** What it takes to administer users, and who may do what. */
export const USER_SCOPES = 'users:read users:write roles:write';

export async function userId({ app }: TestApp, username: string): Promise<string> {
  return (await app.get(UsersService).findByUsername(username))?.id as string;
}

interface UserEvent {
  readonly type: string;
  readonly actor: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into details of any shape
  readonly details: any;
}

/** What the audit log says about this user. */
export async function userEvents({ app }: TestApp, user: string): Promise<readonly UserEvent[]> {
  const all = await app
    .get(Database)
    .query<{ type: string; actor: string; details: string }>(
      statement('test-events', 'SELECT type, actor, details FROM audit_events ORDER BY at'),
    );
  return all
    .map(({ details, ...event }) => ({ ...event, details: JSON.parse(details) }))
    .filter(({ details }) => details.user === user);
}

/** Creates a user, who has a password, through the admin API. @returns the user as the API shows it */
export async function createUser(api: AdminApi, username: string, more: object = {}) {
  return (await api('POST', '/users', { username, password: PASSWORD, ...more })).body;
}
