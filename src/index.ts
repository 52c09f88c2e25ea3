/** `gatehouse`: the authorization server as a part of another Nest application. */

export { GatehouseModule, type GatehouseOptions } from './server/gatehouse.module.js';
export { setUpApp } from './server/set-up-app.js';
export type { Address, User, UserClaims } from './users/user.js';
export { UserStore } from './users/user-store.js';
