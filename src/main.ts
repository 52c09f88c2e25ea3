// The server on its own, as the environment says. The build puts a bundled program in its place.
import './server/serve.js';
