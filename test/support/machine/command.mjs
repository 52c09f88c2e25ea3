// node --env-file=SETTINGS cli.js WORD...: asks command-server.mjs to run the command.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const [settings, words] = [process.argv[2].replace('--env-file=', ''), process.argv.slice(4)];
const socket = connect(`${process.env.HERE}/commands`);
socket.end(JSON.stringify({ words, settings, environment: process.env, folder: process.cwd() }));
const { code, stdout, stderr } = JSON.parse(await text(socket));
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;
