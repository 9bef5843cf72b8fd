// What a caller of `HeadroomClient` may write into the body of one request, beside what the provider knows.
import { JsonBody } from '../body/document.ts'
import { encodeUtf8 } from '../body/utf8.ts'
import type { RequestOptions } from '../options.ts'
import type { ToolPolicy } from '../policies.ts'
import type { Level, Mode } from '../types.ts'
import type { FetchRequest } from './read-request.ts'

/** Fields for one request. They are taken out before it is sent. */
export interface HeadroomOverrides {
  headroomMode?: Mode
  headroomLevel?: Level
  headroomProfile?: RequestOptions['profile']
  /** Levels or policies by tool, by name or pattern; they go before those of the client. */
  headroomToolProfiles?: Readonly<Record<string, Level | Omit<ToolPolicy, 'tools'>>>
}

const MARK = encodeUtf8('"headroom')

/** The request as the provider is to get it, and the options that it asked for. */
export function takeOverrides(request: FetchRequest): { request: FetchRequest; options: RequestOptions } {
  // Reading every body for fields that few have would be dear.
  if (indexOf(request.body, MARK) < 0) return { request, options: {} }
  const body = JsonBody.parse(request.body)?.value
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return { request, options: {} }
  const own = Object.entries(body).filter(([name]) => name.startsWith('headroom'))
  if (own.length === 0) return { request, options: {} }
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('headroom')))
  const options = optionsOf(Object.fromEntries(own) as HeadroomOverrides)
  return { request: { ...request, body: encodeUtf8(JSON.stringify(rest)) }, options }
}

function optionsOf(overrides: HeadroomOverrides): RequestOptions {
  const { headroomMode, headroomLevel, headroomProfile, headroomToolProfiles } = overrides
  const policies = Object.entries(headroomToolProfiles ?? {}).map(
    ([tools, profile]): ToolPolicy => ({ ...(typeof profile === 'string' ? { level: profile } : profile), tools }),
  )
  return {
    ...(headroomMode && { mode: headroomMode }),
    ...(headroomLevel && { level: headroomLevel }),
    ...(headroomProfile && { profile: headroomProfile }),
    ...(policies.length > 0 && { policies }),
  }
}

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  const last = bytes.length - part.length
  for (let at = bytes.indexOf(part[0]!); at >= 0 && at <= last; at = bytes.indexOf(part[0]!, at + 1)) {
    if (part.every((byte, index) => bytes[at + index] === byte)) return at
  }
  return -1
}
