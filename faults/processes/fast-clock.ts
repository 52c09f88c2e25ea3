/**
 * Loaded before the server: time goes {@link FACTOR} times as fast, for its clock and for all that it does later or again
 * and again. All replicas count from the same instant.
 */
const FACTOR = Number(process.env.FAULTS_CLOCK_FACTOR);
const begin = Number(process.env.FAULTS_CLOCK_BEGIN);

const clock = Date.now;
Date.now = () => begin + (clock() - begin) * FACTOR;

const { setTimeout: later, setInterval: again } = globalThis;
const faster = <Timer>(timer: Timer) =>
  Object.assign(
    (work: () => void, milliseconds = 0, ...values: unknown[]) =>
      (timer as (...all: unknown[]) => unknown)(work, milliseconds / FACTOR, ...values),
    timer,
  ) as Timer;
globalThis.setTimeout = faster(later);
globalThis.setInterval = faster(again);
