import { type MailServer, mailBy, startMailServer } from './mail-server.js';
import { createTestApp, type TestApp } from './test-app.js';
import { sharedDatabaseUrl, type TestDialect } from './test-database.js';
import { createWorld, type World } from './world.js';

/** A server and a replica of it on one database, and where their mails arrive. */
export interface MailedReplicas {
  readonly mailServer: MailServer;
  readonly world: World;
  readonly replica: TestApp;
  close(): Promise<void>;
}

/** @param more settings of rooms beside those of mail */
export async function startMailedReplicas(dialect: TestDialect, more: object = {}): Promise<MailedReplicas> {
  const mailServer = await startMailServer();
  const roomSettings = { ...more, ...mailBy(mailServer, { limit: 1000 }) };
  const databaseUrl = await sharedDatabaseUrl(dialect);
  const world = await createWorld({ databaseUrl, roomSettings });
  const replica = await createTestApp({ databaseUrl, roomSettings, issuer: world.issuer });
  const close = async () => {
    await Promise.all([world.close(), replica.close()]);
    await mailServer.stop();
  };
  return { mailServer, world, replica, close };
}
