import { describe, expect, it, jest } from '@jest/globals'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction } from '../../testing/runner/runner.ts'

jest.setTimeout(120_000)

/** A minute takes a second, and its sample is there at once. */
const MEASURED = { timeScale: 60, containerInsights: { mode: 'enabled', latenessMs: 0 } } as const

const program = (script: string): string => appRuns(`exec node -e '${script}'`)

interface Asked {
  readonly overrides?: {
    readonly cpu?: string
    readonly memory?: string
    readonly containerOverrides?: readonly { readonly name: string; readonly memory?: number }[]
  }
}

describe('sizes from real use', () => {
  it('picks the size that three real runs of 300 MiB needed', () =>
    simulate(MEASURED, async (simulator) => {
      const inputs = {
        ...INPUTS,
        logs: 'false',
        cpu: '4 vCPU',
        memory: '16 GB',
        usage: 'true',
        containers: program('const b = Buffer.alloc(300 * 1048576, 1); setTimeout(() => b, 4500)'),
      }
      const first = await runAction({ simulator, inputs })
      expect(first).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
      expect(first.summary).toMatch(/\| task memory \| 16 GB \| 3\d\d MiB \|/)
      expect(first.summary).toMatch(/```yaml\ncpu: [\d.]+ vCPU\nmemory: [12] GB\n/)
      for (const usage of ['false', 'false']) await runAction({ simulator, inputs: { ...inputs, usage } })

      const observed = {
        ...INPUTS,
        logs: 'false',
        cpu: 'observed',
        memory: 'observed',
        containers: 'app: {memory: observed, command: ["true"]}',
      }
      const last = await runAction({ simulator, inputs: observed })
      expect(last.outputs['outcome']).toBe('succeeded')
      const asked = bodiesOf(simulator, 'RunTask').at(-1) as Asked
      const app = asked.overrides?.containerOverrides?.find(({ name }) => name === 'app')
      // A process of 300 MiB beside Node's own 50, times 1.3.
      expect(app?.memory).toBeGreaterThan(390)
      expect(app?.memory).toBeLessThan(560)
      // 768 CPU units of the containers, and the least memory that Fargate has with 1024.
      expect(asked.overrides).toMatchObject({ cpu: '1024', memory: '2048' })
      expect(last.log).toMatch(/app: memory observed 3\d\d MiB in 3 runs since .* times 1.3/)
    }))

  it('shows a program that spins on one core as one vCPU', () =>
    simulate(MEASURED, async (simulator) => {
      const step = await runAction({
        simulator,
        inputs: {
          ...INPUTS,
          logs: 'false',
          cpu: '4 vCPU',
          memory: '8 GB',
          usage: 'true',
          containers: program('const end = Date.now() + 4500; while (Date.now() < end);'),
        },
      })
      expect(step.outputs['outcome']).toBe('succeeded')
      const [, peak = ''] = /\| task CPU \| 4 vCPU \| ([\d.]+) vCPU/.exec(step.summary) ?? []
      // The rest of the machine may be busy with other tests.
      expect(Number(peak)).toBeGreaterThan(0.2)
      expect(Number(peak)).toBeLessThan(1.2)
    }))

  it('shows the use of tasks that another step started', () =>
    simulate(MEASURED, async (simulator) => {
      const containers = program('setTimeout(() => 1, 3500)')
      const started = await runAction({ simulator, inputs: { ...INPUTS, 'wait-for': 'none', containers } })
      const step = await runAction({
        action: 'wait',
        simulator,
        inputs: { 'task-arns': started.outputs['task-arns'] ?? '', logs: 'false', usage: 'true' },
      })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
      expect(step.summary).toContain('| task memory | 2 GB |')
      expect(step.summary).toMatch(/log-router/)
    }))
})
