import { describe, expect, it } from '@jest/globals'
import { mistakesOf, settingsOf } from './reading-inputs.js'

const ROLE = 'arn:aws:iam::111122223333:role/ecsInfrastructureRole'

describe('volumes', () => {
  it('are read as in the API, texts made numbers and booleans where the API has them', () => {
    const volumes = `
- name: scratch
  managedEBSVolume:
    roleArn: ${ROLE}
    sizeInGiB: 100
    volumeType: gp3
    iops: "4000"
    throughput: 500
    encrypted: true
    kmsKeyId: alias/ebs
    snapshotId: snap-1
    volumeInitializationRate: 200
    filesystemType: xfs
    terminationPolicy: {deleteOnTermination: false}
    tagSpecifications:
      - resourceType: volume
        propagateTags: TASK_DEFINITION
        tags: [{key: team, value: 0755}, {key: empty, value: ""}]
`
    expect(settingsOf({ volumes }).volumes).toEqual([
      {
        name: 'scratch',
        managedEBSVolume: {
          roleArn: ROLE,
          sizeInGiB: 100,
          volumeType: 'gp3',
          iops: 4000,
          throughput: 500,
          encrypted: true,
          kmsKeyId: 'alias/ebs',
          snapshotId: 'snap-1',
          volumeInitializationRate: 200,
          filesystemType: 'xfs',
          terminationPolicy: { deleteOnTermination: false },
          tagSpecifications: [
            {
              resourceType: 'volume',
              propagateTags: 'TASK_DEFINITION',
              tags: [
                { key: 'team', value: '0755' },
                { key: 'empty', value: '' },
              ],
            },
          ],
        },
      },
    ])
  })

  const EBS = 'managedEBSVolume of an item of volumes'
  it.each([
    ['[{managedEBSVolume: }]', '1:2  an item of volumes needs name'],
    [
      '[{name: a, size: 1}]',
      '1:12  unknown key "size" for an item of volumes | It takes name, managedEBSVolume.',
    ],
    ['[{name: a, managedEBSVolume: {sizeInGiB: 1}}]', `1:30  ${EBS} needs roleArn`],
    [`[{name: a, managedEBSVolume: {roleArn: "${ROLE}"}}]`, `1:30  ${EBS} needs sizeInGiB or snapshotId`],
    [
      `[{name: a, managedEBSVolume: {sizeInGiB: 1.5, snapshotId: s, roleArn: "${ROLE}"}}]`,
      `1:42  sizeInGiB of ${EBS} is "1.5"; it takes a whole number of at least 1`,
    ],
    [
      `[{name: a, managedEBSVolume: {sizeInGib: 1, snapshotId: s, roleArn: "${ROLE}"}}]`,
      `1:31  unknown key "sizeInGib" for ${EBS} | Did you mean sizeInGiB?`,
    ],
    [
      `[{name: a, managedEBSVolume: {encrypted: yes, snapshotId: s, roleArn: "${ROLE}"}}]`,
      `1:42  encrypted of ${EBS} is "yes"; it takes true or false`,
    ],
    ['{name: a}', '1:1  volumes must be a list; this is a map'],
  ])('%s is refused', (volumes, mistake) => {
    expect(mistakesOf({ volumes })).toEqual([`volumes:${mistake}`])
  })
})

describe('tags', () => {
  it('keep their order and their values as written', () => {
    expect(
      settingsOf({
        tags: 'version: 1.10\n"2": yes\n"1": null\nempty:\nproject: "naïve - no"\n',
      }).tags,
    ).toEqual([
      { key: 'version', value: '1.10' },
      { key: '2', value: 'yes' },
      { key: '1', value: 'null' },
      { key: 'empty', value: '' },
      { key: 'project', value: 'naïve - no' },
    ])
  })

  it.each([
    [
      '[a]',
      'tags:1:2  an item of tags must be {key: ..., value: ...}; this is a single value | Or write  key: value  without the dash.',
    ],
    ['a: [b]', 'tags:1:4  the tag "a" must be a single value; this is a list'],
    ['"": a', 'tags:1:1  the tag "": the key is empty'],
    ['aws:team: a', 'tags:1:1  the tag "aws:team": keys that start with aws: are kept for AWS'],
    [
      `${'k'.repeat(129)}: a`,
      `tags:1:1  the tag "${'k'.repeat(80)}…": the key has 129 characters; ECS takes 128 at most`,
    ],
    [`a: ${'v'.repeat(257)}`, 'tags:1:4  the tag "a": the value has 257 characters; ECS takes 256 at most'],
    [
      'a: b & c',
      'tags:1:4  the tag "a": the value holds "&"; ECS takes letters, digits, blanks and _ . : / = + - @',
    ],
    [
      '"a\\n": b',
      String.raw`tags:1:1  the tag "a\n": the key holds "\n"; ECS takes letters, digits, blanks and _ . : / = + - @`,
    ],
    [
      Array.from({ length: 51 }, (_, index) => `k${index}: v`).join('\n'),
      'tags  51 tags, github-tags counted; ECS takes 50 at most',
    ],
  ])('%j is refused', (tags, mistake) => {
    expect(mistakesOf({ tags })).toEqual([mistake])
  })

  it('may be as many and as long as ECS takes', () => {
    const many = Array.from({ length: 49 }, (_, index) => `k${index}: v`)
    const longest = `${'k'.repeat(128)}: ${'v'.repeat(256)}`
    expect(settingsOf({ tags: [...many, longest].join('\n') }).tags).toHaveLength(50)
  })

  it('of GitHub come last, made to fit, and give way to those written', () => {
    const run = {
      repository: 'acme/etl',
      workflow: `nightly, & ${'x'.repeat(300)}`,
      runId: '42',
      runAttempt: '1',
      sha: 'abc',
      actor: 'octo[bot]',
    }
    expect(settingsOf({ tags: 'a: b\ngithub:sha: own', 'github-tags': 'true' }, run).tags).toEqual([
      { key: 'a', value: 'b' },
      { key: 'github:sha', value: 'own' },
      { key: 'github:repository', value: 'acme/etl' },
      { key: 'github:workflow', value: `nightly_ _ ${'x'.repeat(245)}` },
      { key: 'github:run-id', value: '42' },
      { key: 'github:run-attempt', value: '1' },
      { key: 'github:actor', value: 'octo_bot_' },
    ])
    expect(settingsOf({ 'github-tags': 'true' }).tags).toEqual([])
  })
})
