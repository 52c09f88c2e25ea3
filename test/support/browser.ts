export { Browser, type Visit } from '../../examples/headless-browser.js';
