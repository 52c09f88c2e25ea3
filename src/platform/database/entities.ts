import { Kind } from '../declarations.js';

/** The tables that rooms bring, as classes of TypeORM. */
export const ENTITIES = new Kind<new () => object>('entities');
