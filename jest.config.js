/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: 'tsconfig.test.json' }] },
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/simulator/dist/'],
  // Tests that start processes wait more than they work; more of them than this at once, and some wait too long.
  maxWorkers: 3,
  testTimeout: 60_000,
  collectCoverageFrom: ['src/**/*.ts'],
  coverageThreshold: { global: { lines: 92, branches: 84 } },
}
