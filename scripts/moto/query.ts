import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import type { Moto } from './server.ts'

export const REGION = 'us-east-1'

/** The XML that a service with AWS's query protocol answers. */
async function query(
  { url }: Moto,
  service: string,
  action: string,
  version: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=moto/20261123/${REGION}/${service}/aws4_request` },
    body: new URLSearchParams({ Action: action, Version: version, ...parameters }),
  })
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  return text
}

/** Ids of moto's default VPC, such as `subnetId` of `DescribeSubnets`. */
export async function idsOf(moto: Moto, action: string, element: string): Promise<string[]> {
  const xml = await query(moto, 'ec2', action, '2016-11-15', {})
  const ids = [...xml.matchAll(new RegExp(`<${element}>([^<]+)<`, 'g'))].map(([, id = '']) => id)
  assert.ok(ids.length > 0, `moto has no ${element}`)
  return ids
}

/** Creates the stack and returns its outputs by name. */
export async function createStack(
  moto: Moto,
  name: string,
  template: URL,
  parameters: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const members = Object.entries(parameters).flatMap(([key, value], index) => [
    [`Parameters.member.${index + 1}.ParameterKey`, key],
    [`Parameters.member.${index + 1}.ParameterValue`, value],
  ])
  await query(moto, 'cloudformation', 'CreateStack', '2010-05-15', {
    StackName: name,
    TemplateBody: readFileSync(template, 'utf8'),
    'Capabilities.member.1': 'CAPABILITY_IAM',
    ...(Object.fromEntries(members) as Record<string, string>),
  })
  const xml = await query(moto, 'cloudformation', 'DescribeStacks', '2010-05-15', { StackName: name })
  assert.match(xml, /<StackStatus>CREATE_COMPLETE</, xml)
  const outputs = xml.matchAll(/<OutputKey>([^<]+)<\/OutputKey>\s*<OutputValue>([^<]*)</g)
  return Object.fromEntries([...outputs].map(([, key = '', value = '']) => [key, value]))
}
