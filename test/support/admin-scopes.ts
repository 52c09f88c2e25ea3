import { roomsOf } from '../../src/app.module.js';
import { Declarations } from '../../src/platform/declarations.js';
import { AdminScopes } from '../../src/resources/admin-scopes.js';

/** The scopes of the admin API, and the built-in roles that have them. */
export const ADMIN_SCOPES = new AdminScopes(new Declarations(roomsOf({ metrics: {} })));
