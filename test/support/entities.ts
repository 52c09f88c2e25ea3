import { roomsOf } from '../../src/app.module.js';
import { ENTITIES as DECLARED } from '../../src/platform/database/entities.js';
import { Declarations } from '../../src/platform/declarations.js';

/** Every table of the server. */
export const ENTITIES = [...new Declarations(roomsOf({ metrics: {} })).all(DECLARED)];
