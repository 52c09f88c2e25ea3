import { roomsOf } from '../../src/app.module.js';
import { ENTITIES as DECLARED } from '../../src/platform/database/entities.js';
import { Declarations } from '../../src/platform/declarations.js';

/** What all rooms of the server bring. */
export const DECLARATIONS = new Declarations(roomsOf({ metrics: {} }));

/** Every table of the server. */
export const ENTITIES = [...DECLARATIONS.all(DECLARED)];
