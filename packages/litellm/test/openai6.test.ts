import { testHosts } from './hosts.ts'

testHosts('6')
