import 'reflect-metadata';
import { serve } from './start.js';

await serve();
