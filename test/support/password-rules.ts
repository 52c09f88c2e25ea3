import { Clock } from '../../src/platform/clock.js';
import { DEFAULT_LIFETIMES, DEFAULT_PASSWORDS, type PasswordPolicy } from '../../src/platform/config/config.js';
import type { Database } from '../../src/platform/database/database.js';
import { PasswordRules } from '../../src/users/passwords/password-rules.service.js';
import { newResources } from './resources.js';
import { testConfig } from './test-app.js';

/** The rules of a server at https://login.acme.example whose brand is Acme Corp. */
export async function newPasswordRules(
  database: Database,
  passwords: Partial<PasswordPolicy> = {},
): Promise<PasswordRules> {
  const config = await testConfig({
    issuer: 'https://login.acme.example',
    brand: { name: 'Acme Corp' },
    passwords: { ...DEFAULT_PASSWORDS, ...passwords },
    lifetimes: DEFAULT_LIFETIMES,
    databaseUrl: 'sqlite::memory:',
  });
  return new PasswordRules(config, newResources(config, database, new Clock()).resources);
}
