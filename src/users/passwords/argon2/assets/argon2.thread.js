// The program of an idle thread (idle-thread.ts): hashes or verifies one password after the other.
import { readlinkSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';

parentPort.on('message', ({ password, encoded, costs }) => {
  parentPort.postMessage(encoded === undefined ? hashSync(password, costs) : verifySync(encoded, password));
});

// By what the system knows this thread: proc(5), `/proc/thread-self` is a link to `<process>/task/<thread>`.
parentPort.postMessage(readlinkSync('/proc/thread-self').split('/').at(-1));
