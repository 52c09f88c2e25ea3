import { scene } from '../../contestants/scene.js';
import type { Work } from '../station.js';

/** The client gets a JWT for itself. */
export const clientCredentials: Work = async (station) => async () => {
  await station.token({ grant_type: 'client_credentials', scope: scene.apiScope, ...station.target.forApi });
};
