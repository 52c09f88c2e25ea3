export { Browser, type HtmlForm, type Visit } from '../../examples/headless-browser.js';
