import { availableParallelism } from 'node:os';

/** Tests run the TypeScript source as ES modules: `NODE_OPTIONS=--experimental-vm-modules jest`. */
export default {
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.spec.tsx'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': '@swc/jest' },
  moduleNameMapper: {
    '^#migrations$': '<rootDir>/migrations/index.ts',
    '^@gatehouse/resource-server$': '<rootDir>/src/resource-server/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/postgres.global-setup.ts',
  globalTeardown: '<rootDir>/test/support/postgres.global-teardown.ts',
  // One more than cores: tests often wait, for a browser or for a program that starts.
  maxWorkers: availableParallelism() + 1,
  // Only for what hangs: a busy machine may stand still for a while.
  testTimeout: 120_000,
  // A process keeps the modules of every test file that it has run; a new one takes its place before they fill the memory.
  workerIdleMemoryLimit: '1GB',
};
