/** Of `U*U`. */
export const BCRYPT = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';

/** NDJSON. */
export const lines = (...users: readonly unknown[]) => users.map((user) => JSON.stringify(user)).join('\n');
