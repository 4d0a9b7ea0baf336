import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** The folders of src/ from which a folder may import: an arrow never runs back to the left. src/findings.ts is open to all. */
const arrows = {
  text: [],
  runtime: ['text'],
  sizing: ['text'],
  inputs: ['text', 'runtime', 'sizing'],
  request: ['text', 'sizing', 'inputs'],
  tasks: ['text'],
  ecs: ['text', 'runtime', 'sizing', 'inputs', 'tasks'],
  logs: ['text', 'runtime', 'inputs', 'tasks', 'ecs'],
  follow: ['text', 'runtime', 'inputs', 'tasks', 'ecs', 'logs'],
  usage: ['text', 'runtime', 'sizing', 'inputs', 'tasks', 'ecs', 'logs'],
  verdict: ['text', 'sizing', 'inputs', 'tasks', 'ecs', 'follow'],
  report: [
    ...['text', 'runtime', 'sizing', 'inputs', 'request', 'tasks', 'ecs', 'logs', 'follow', 'usage'],
    'verdict',
  ],
  github: ['text', 'runtime', 'inputs', 'sizing', 'tasks', 'verdict', 'report'],
  flows: [
    ...['text', 'runtime', 'inputs', 'sizing', 'request', 'tasks', 'ecs', 'logs', 'follow', 'usage'],
    ...['verdict', 'report', 'github'],
  ],
}

/** Folders that decide and never act: no runner, no network, no process. */
const pureRooms = ['sizing', 'text', 'request', 'tasks', 'verdict']

const outsideOfPure = {
  regex: '^(node:(?!util$|crypto$)|@actions/|@aws-sdk/|@smithy/)',
  allowTypeImports: true,
  message: 'This folder is pure: types only.',
}

const roomRules = Object.entries(arrows).map(([room, allowed]) => {
  const closed = Object.keys(arrows).filter((other) => other !== room && !allowed.includes(other))
  return {
    files: [`src/${room}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(?:\\.\\./)+(${closed.join('|')})/`,
              message: `src/${room} may import from: ${allowed.join(', ') || 'itself alone'}.`,
            },
            ...(pureRooms.includes(room) ? [outsideOfPure] : []),
          ],
        },
      ],
    },
  }
})

export default defineConfig(
  globalIgnores([
    'dist',
    'simulator/dist',
    'coverage',
    'lib',
    'reports',
    '.stryker-tmp',
    '**/*.js',
    '**/*.mjs',
  ]),
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.test.json' } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  ...roomRules,
  {
    files: ['simulator/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '/src/', message: 'The simulator is the other side: it shares nothing with src/.' },
          ],
        },
      ],
    },
  },
  {
    files: ['testing/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [{ regex: '/__tests__/', message: 'Tests import testing/, never the other way round.' }],
        },
      ],
    },
  },
  {
    files: ['__tests__/**/*.ts', 'testing/**/*.ts'],
    rules: { '@typescript-eslint/require-await': 'off' },
  },
  {
    files: ['__tests__/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { name: 'fast-check', message: 'Import testing/properties.ts.' }],
    },
  },
)
