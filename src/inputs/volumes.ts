import type {
  EBSTagSpecification,
  Tag,
  TaskManagedEBSVolumeConfiguration,
  TaskManagedEBSVolumeTerminationPolicy,
  TaskVolumeConfiguration,
} from '@aws-sdk/client-ecs'
import { roleArn } from './identifiers.js'
import { boolean, integer, oneOf, text } from './scalars.js'
import { listOf, mapOf, single, type Shape } from './schema.js'

const positive = integer({ min: 1, max: 2 ** 31 - 1, takes: 'a whole number of at least 1' })

const volumeTag = mapOf<Tag>(
  { key: single(text), value: single((written) => written.text) },
  { required: ['key'] },
)

const tagSpecification = mapOf<EBSTagSpecification>(
  {
    resourceType: single(oneOf(['volume'])),
    tags: listOf(volumeTag),
    propagateTags: single(oneOf(['TASK_DEFINITION', 'SERVICE', 'NONE'])),
  },
  { required: ['resourceType'] },
)

const terminationPolicy = mapOf<TaskManagedEBSVolumeTerminationPolicy>(
  { deleteOnTermination: single(boolean) },
  { required: ['deleteOnTermination'] },
)

const managedEbsVolume = mapOf<TaskManagedEBSVolumeConfiguration>(
  {
    encrypted: single(boolean),
    kmsKeyId: single(text),
    volumeType: single(text),
    sizeInGiB: single(positive),
    snapshotId: single(text),
    volumeInitializationRate: single(positive),
    iops: single(positive),
    throughput: single(positive),
    tagSpecifications: listOf(tagSpecification),
    roleArn: single(roleArn),
    terminationPolicy,
    filesystemType: single(oneOf(['ext3', 'ext4', 'xfs', 'ntfs'])),
  },
  { required: ['roleArn'] },
)

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskManagedEBSVolumeConfiguration.html */
const sizedEbsVolume: Shape<TaskManagedEBSVolumeConfiguration> = (node, what, report) => {
  const read = managedEbsVolume(node, what, report)
  if (read && read.sizeInGiB === undefined && read.snapshotId === undefined) {
    report({ rule: 'missing-key', where: node.where, message: `${what} needs sizeInGiB or snapshotId` })
  }
  return read
}

/** An item of `volumeConfigurations`: a volume that the task definition marks as `configuredAtLaunch`. */
export const volume = mapOf<TaskVolumeConfiguration>(
  { name: single(text), managedEBSVolume: sizedEbsVolume },
  { required: ['name'] },
)
