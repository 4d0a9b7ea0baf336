import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** Which rooms of src/ a room may import from: an arrow never runs back to the left. */
const arrows = {
  sizing: [],
  text: [],
  world: ['text'],
  inputs: ['text', 'sizing'],
  request: ['text', 'sizing', 'inputs'],
  ecs: ['text', 'world', 'sizing', 'inputs'],
  logs: ['text', 'world', 'inputs', 'ecs'],
  follow: ['text', 'world', 'inputs', 'ecs', 'logs'],
  verdict: ['text', 'sizing', 'inputs', 'ecs', 'follow'],
  report: ['text', 'world', 'sizing', 'inputs', 'request', 'ecs', 'logs', 'follow', 'verdict'],
  flows: ['text', 'world', 'inputs', 'sizing', 'request', 'ecs', 'logs', 'follow', 'verdict', 'report'],
}

/** Rooms that decide and never act: no runner, no network, no process. */
const pureRooms = ['sizing', 'text', 'request', 'verdict']

const outsideWorld = {
  regex: '^(node:(?!util$)|@actions/|@aws-sdk/|@smithy/)',
  allowTypeImports: true,
  message: 'This room is pure: types only.',
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
              regex: `^\\.\\./(${closed.join('|')})/`,
              message: `src/${room} may import from: ${allowed.join(', ') || 'itself alone'}.`,
            },
            ...(pureRooms.includes(room) ? [outsideWorld] : []),
          ],
        },
      ],
    },
  }
})

export default defineConfig(
  globalIgnores(['dist', 'coverage', 'lib', 'reports', '.stryker-tmp', '**/*.js', '**/*.mjs']),
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
    files: ['__tests__/**/*.ts'],
    rules: { '@typescript-eslint/require-await': 'off' },
  },
  {
    files: ['__tests__/**/*.ts'],
    ignores: ['__tests__/support/properties.ts'],
    rules: {
      'no-restricted-imports': ['error', { name: 'fast-check', message: 'Import support/properties.ts.' }],
    },
  },
)
