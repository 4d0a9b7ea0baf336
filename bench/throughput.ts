import { startSimulator } from '../simulator/simulator.ts'
import { FARGATE_INPUTS, fargateTask } from './fargate-task.ts'
import { type Figure, figure, type Measurement } from './figures.ts'
import { runBundle, ROOT } from './run-bundle.ts'

const CONTAINERS = 10
const LINE_BYTES = 200
const MANY_LINES = 1_000_000
const FEW_LINES = 10
const ROUNDS = 3
const LATENESS_MS = 12_000

/** A million log lines from ten containers, beside ten: how fast they come through, what they take, and that none is lost. */
export const throughput: Measurement = {
  name: 'throughput',
  measure: async () => {
    const rates: number[] = []
    const ratios: number[] = []
    const peaks: number[] = []
    const lost: number[] = []
    const cpuPerLine: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const few = await showLines(FEW_LINES)
      const many = await showLines(MANY_LINES)
      rates.push(many.lines / (many.spanMs / 1000))
      peaks.push(many.peakMib)
      ratios.push(many.peakMib / few.peakMib)
      lost.push(MANY_LINES - many.lines + FEW_LINES - few.lines)
      cpuPerLine.push(((many.cpuMs - few.cpuMs) / MANY_LINES) * 1000)
    }
    const figures: Figure[] = [
      figure('lines through to stdout', 'lines/s', rates, { atLeast: 100_000 }),
      figure('CPU of a line', 'µs', cpuPerLine),
      figure('peak memory with a million lines', 'MiB', peaks),
      figure(`that, beside ${FEW_LINES} lines`, 'times', ratios, { atMost: 1.6 }),
      figure('lines lost', 'lines', lost, { atMost: 0 }),
    ]
    return figures
  },
}

interface Shown {
  readonly lines: number
  /** From the first to the last of them. */
  readonly spanMs: number
  readonly peakMib: number
  readonly cpuMs: number
}

async function showLines(lines: number): Promise<Shown> {
  const each = lines / CONTAINERS
  const names = Array.from({ length: CONTAINERS }, (_, index) => `worker-${index}`)
  const simulator = await startSimulator({
    scenario: {
      // All of it comes to light at once, so that nobody waits for the containers to write.
      logs: { latenessMs: LATENESS_MS },
      taskDefinitions: fargateTask(
        { cpu: '1024', memory: '2048' },
        names.map((name) => ({
          name,
          command: [
            'sh',
            '-c',
            `seq -f 'line %0${LINE_BYTES - 'line '.length}.0f' 1 ${each}; sleep ${LATENESS_MS / 1000}`,
          ],
          essential: name === names[0],
        })),
      ),
    },
  })
  const counter = countLines()
  try {
    const { peakMib, cpuMs } = await runBundle(
      `${ROOT}dist/main.js`,
      FARGATE_INPUTS,
      simulator.url,
      counter.take,
    )
    return { ...counter.result(), peakMib, cpuMs }
  } finally {
    await simulator.stop()
  }
}

/** Counts the lines of containers as they come, and keeps none. */
function countLines(): { take: (chunk: Buffer) => void; result: () => Pick<Shown, 'lines' | 'spanMs'> } {
  let lines = 0
  let firstAt = 0
  let lastAt = 0
  let rest = ''
  return {
    take: (chunk) => {
      const parts = (rest + chunk.toString('latin1')).split('\n')
      rest = parts.pop() ?? ''
      const found = parts.filter((line) => /line \d{195}\r?$/.test(line)).length
      if (found === 0) return
      if (lines === 0) firstAt = performance.now()
      lastAt = performance.now()
      lines += found
    },
    result: () => ({ lines, spanMs: lastAt - firstAt }),
  }
}
