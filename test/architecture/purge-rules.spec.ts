import { getMetadataArgsStorage } from 'typeorm';
import { roomsOf } from '../../src/app.module.js';
import { Declarations } from '../../src/platform/declarations.js';
import { PURGE_RULES } from '../../src/platform/schedule/purge-rule.js';
import { ENTITIES } from '../support/entities.js';

/** Properties that say when a row may go. */
const ENDS = ['expiresAt', 'purgeAt'];

describe('purge rules', () => {
  const { tables, columns } = getMetadataArgsStorage();
  const purged = new Declarations(roomsOf({ metrics: {} })).all(PURGE_RULES).map(({ table }) => table);

  it('exist for every table whose rows expire', () => {
    const expiring = ENTITIES.filter((entity) =>
      columns.some(({ target, propertyName }) => target === entity && ENDS.includes(propertyName)),
    );
    const names = expiring.map((entity) => tables.find(({ target }) => target === entity)?.name);
    expect(names.length).toBeGreaterThan(9);
    expect(names.filter((name) => !purged.includes(name ?? ''))).toEqual([]);
  });

  it('are for tables that exist', () => {
    const names = tables.map(({ name }) => name);
    expect(purged.filter((name) => !names.includes(name))).toEqual([]);
  });
});
