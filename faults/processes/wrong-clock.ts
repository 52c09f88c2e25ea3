import { existsSync, readFileSync } from 'node:fs';

/** Loaded before a server: its clock shows as many milliseconds too many as a file of its port says at present. */
const file = `${process.env.FAULTS_CLOCK_FOLDER}/${process.env.PORT}`;
const clock = Date.now;
let shift = 0;

setInterval(() => {
  shift = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}, 50).unref();

Date.now = () => clock() + shift;
