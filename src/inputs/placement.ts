import type { PlacementConstraint, PlacementStrategy } from '@aws-sdk/client-ecs'
import { matching, oneOf, text } from './scalars.js'
import { mapOf, single, type Shape } from './schema.js'

/** Limits of RunTask: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html */
export const MOST_PLACEMENT_CONSTRAINTS = 10
export const MOST_PLACEMENT_STRATEGIES = 5

const constraint = mapOf<PlacementConstraint>(
  {
    type: single(oneOf(['distinctInstance', 'memberOf'])),
    expression: single(matching(/^[^]{1,2000}$/, 'an expression of at most 2000 characters')),
  },
  { required: ['type'] },
)

const strategy = mapOf<PlacementStrategy>(
  { type: single(oneOf(['random', 'spread', 'binpack'])), field: single(text) },
  { required: ['type'] },
)

export const placementConstraint: Shape<PlacementConstraint> = (node, what, report) => {
  const read = constraint(node, what, report)
  const rule = 'placement-constraint'
  if (read?.type === 'memberOf' && read.expression === undefined) {
    report({ rule, where: node.where, message: `${what}: memberOf needs an expression` })
  }
  if (read?.type === 'distinctInstance' && read.expression !== undefined) {
    report({ rule, where: node.where, message: `${what}: distinctInstance takes no expression` })
  }
  return read
}

export const placementStrategy: Shape<PlacementStrategy> = (node, what, report) => {
  const read = strategy(node, what, report)
  const rule = 'placement-strategy'
  if (read?.type === 'binpack' && !/^(cpu|memory)$/i.test(read.field ?? '')) {
    report({ rule, where: node.where, message: `${what}: binpack needs the field cpu or memory` })
  }
  if (read?.type === 'spread' && read.field === undefined) {
    const message = `${what}: spread needs a field, such as instanceId or attribute:ecs.availability-zone`
    report({ rule, where: node.where, message })
  }
  if (read?.type === 'random' && read.field !== undefined) {
    report({ rule, where: node.where, message: `${what}: random takes no field` })
  }
  return read
}
