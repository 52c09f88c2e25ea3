import type { INestApplicationContext } from '@nestjs/common';
import { ClientSecretsRepository } from '../clients/client-secrets.repository.js';
import { isLoopback } from '../oauth/redirect-uri.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { PUBLISHED_CLIENT_SECRET, PUBLISHED_PASSWORDS } from '../platform/config/production.js';
import { ConfigViolations } from '../platform/config/settings.js';
import { digest } from '../platform/crypto/secrets.js';
import { UsersService } from '../users/users.service.js';

/**
 * Refuses to serve, in production, a database in which the credentials of the demo are good: it was made by the demo.
 * Passwords count only if the issuer is no loopback host, as in a bootstrap file.
 * @throws ConfigViolations with a sentence for each client and user
 */
export async function refusePublishedCredentials(server: INestApplicationContext): Promise<void> {
  const { production, issuer } = server.get<Config>(CONFIG);
  if (!production) return;
  const clients = await server.get(ClientSecretsRepository).clientsHaving(digest(PUBLISHED_CLIENT_SECRET));
  const users = isLoopback(new URL(issuer)) ? [] : await usersWithPublishedPassword(server.get(UsersService));
  const violations = [
    ...clients.map(
      (id) => `the client ${id} has the secret that the demo publishes; run: npx gatehouse clients rotate-secret ${id}`,
    ),
    ...users.map(
      (name) =>
        `the user ${name} has the password that the demo publishes; run: npx gatehouse users set-password ${name}`,
    ),
  ];
  if (violations.length > 0) throw new ConfigViolations(violations);
}

/** Costs a hash for each of the demo's users who is there and enabled. */
async function usersWithPublishedPassword(users: UsersService): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [username, password] of Object.entries(PUBLISHED_PASSWORDS)) {
    const user = await users.findByUsername(username);
    if (user && !user.disabled && (await users.verifyPassword(username, password))) found.push(username);
  }
  return found;
}
