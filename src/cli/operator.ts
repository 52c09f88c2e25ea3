import { userInfo } from 'node:os';
import type { Administrator } from '../admin/admin-api.js';

/** Who runs a command, as the audit log names them: anyone who reaches the database may do everything. */
export function operator(): Administrator & { readonly actor: string } {
  return { actor: `os:${userName()}`, isOperator: true, scope: [] };
}

/** In a container the user may have a number only. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}
