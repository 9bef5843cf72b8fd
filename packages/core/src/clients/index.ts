// @headroom/core/clients: Headroom inside the clients that people already have.
export { CREDENTIAL_HEADERS, credentialOf, shownCredential } from './credential.ts'
export { createHeadroomFetch, type Fetch, type HeadroomFetchOptions, type HeadroomFetchResult } from './fetch.ts'
export { HeadroomClient, type HeadroomClientOptions, type SetupReport } from './headroom-client.ts'
export type { HeadroomOverrides } from './overrides.ts'
export type { FetchRequest } from './read-request.ts'
export type { ClientStats } from './session.ts'
export { withHeadroom } from './with-headroom.ts'
