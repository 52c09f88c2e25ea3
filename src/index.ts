/** `gatehouse`: the authorization server as a part of another Nest application. */
export { setUpApp } from './app.setup.js';
export { GatehouseModule, type GatehouseOptions } from './gatehouse.module.js';
export type { Address, User, UserClaims } from './users/user.js';
export { UserStore } from './users/user-store.js';
