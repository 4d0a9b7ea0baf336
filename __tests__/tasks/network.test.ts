import { describe, expect, it } from '@jest/globals'
import type { Task } from '@aws-sdk/client-ecs'
import { networkInterfaces, privateIps } from '../../src/tasks/network.js'

const withDetails = (details: Record<string, string>, type = 'ElasticNetworkInterface'): Task => ({
  attachments: [{ type, details: Object.entries(details).map(([name, value]) => ({ name, value })) }],
})

describe('networkInterfaces', () => {
  it('has the id and the private address once ECS shows them', () => {
    const task = withDetails({
      subnetId: 'subnet-0a1b2c3d',
      networkInterfaceId: 'eni-0a1b2c3d',
      macAddress: '0a:00',
      privateIPv4Address: '10.0.0.4',
    })
    expect(networkInterfaces(task)).toEqual([{ id: 'eni-0a1b2c3d', privateIp: '10.0.0.4' }])
    expect(privateIps(task)).toEqual(['10.0.0.4'])
  })

  it.each([
    ['one that is not made yet', withDetails({ subnetId: 'subnet-0a1b2c3d' }), [{}]],
    ['one without an address', withDetails({ privateIPv4Address: '' }), [{}]],
    [
      'an attachment of another type',
      withDetails({ privateIPv4Address: '1' }, 'AmazonElasticBlockStorage'),
      [],
    ],
    ['a task without attachments', {}, []],
  ])('has no address for %s', (_what, task, interfaces) => {
    expect(networkInterfaces(task)).toEqual(interfaces)
    expect(privateIps(task)).toEqual([])
  })
})
