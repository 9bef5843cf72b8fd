import { vi } from 'vitest'
import { testHosts } from './hosts.ts'

// The newest major in the place of the one that is installed under the name.
vi.mock('openai', () => import('openai7'))

testHosts('7')
