// @headroom/core/clients: Headroom inside the clients that people already have.
export { credentialOf, shownCredential } from './credential.ts'
export { createHeadroomFetch, type Fetch, type HeadroomFetchOptions } from './fetch.ts'
export { withHeadroom } from './with-headroom.ts'
