// @headroom/middleware/express/types: `import '@headroom/middleware/express/types'` gives `request.headroom` its type.
import type { HeadroomResult } from './compress-body.ts'

declare global {
  namespace Express {
    interface Request {
      /** What was done to this request's body; undefined if it is not one to work on. */
      headroom?: HeadroomResult
    }
  }
}
