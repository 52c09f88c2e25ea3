import { readFileSync } from 'node:fs';
import { CommandFailed } from './output.js';

/** What a JSON file has. @throws CommandFailed if it cannot be read, or is none */
export function readJsonFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CommandFailed(`${path} is no JSON file: ${(error as Error).message}`);
  }
}
