import { describe, expect, it } from '@jest/globals'
import { lastSegment, parseTaskArn, regionOf, shortId } from '../../src/text/arn.js'

const ID = '3f9c1e77aabbccddeeff001122334455'

describe('the ARN of a task', () => {
  it.each([
    [
      `arn:aws:ecs:eu-west-1:111122223333:task/analytics/${ID}`,
      { partition: 'aws', region: 'eu-west-1', account: '111122223333', clusterName: 'analytics', id: ID },
    ],
    [
      `arn:aws-cn:ecs:cn-north-1:111122223333:task/c_1-x/${ID}`,
      { partition: 'aws-cn', region: 'cn-north-1', account: '111122223333', clusterName: 'c_1-x', id: ID },
    ],
    [
      `arn:aws-us-gov:ecs:us-gov-west-1:111122223333:task/${ID}`,
      { partition: 'aws-us-gov', region: 'us-gov-west-1', account: '111122223333', id: ID },
    ],
  ])('%s is read from it alone', (arn, parts) => {
    expect(parseTaskArn(arn)).toEqual({ arn, ...parts })
  })

  it.each([
    '',
    ID,
    'arn:aws:ecs:eu-west-1:1:task/x',
    'arn:aws:ecs:eu-west-1:111122223333:cluster/x',
    `arn:aws:ecs:eu-west-1:111122223333:task/a/b/${ID}`,
  ])('%j is none', (text) => {
    expect(parseTaskArn(text)).toBeUndefined()
  })

  it('ends with the id, which is shown in short', () => {
    expect(lastSegment(`arn:aws:ecs:eu-west-1:111122223333:task/analytics/${ID}`)).toBe(ID)
    expect(lastSegment(ID)).toBe(ID)
    expect(shortId(`arn:aws:ecs:eu-west-1:111122223333:task/analytics/${ID}`)).toBe('3f9c1e77…')
  })

  it.each([
    ['arn:aws:ecs:eu-west-1:111122223333:cluster/x', 'eu-west-1'],
    ['arn:aws:iam::111122223333:role/x', undefined],
    ['analytics', undefined],
  ])('%s is of Region %s', (arn, region) => {
    expect(regionOf(arn)).toBe(region)
  })
})
