import 'reflect-metadata';
import { GracefulStop } from './graceful-stop.js';

// Before the rest is loaded, which takes longest of all that starting does.
const stop = new GracefulStop().onSignals();
const { serve } = await import('./start.js');
await serve(stop);
