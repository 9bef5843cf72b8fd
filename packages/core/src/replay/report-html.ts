// A replay as one HTML file that needs nothing else: figures, bars, and every text that was made smaller beside what it became.
import type { SessionReport } from './play.ts'
import { PAGE_SCRIPT } from './report-script.ts'
import { PAGE_STYLE } from './report-style.ts'
import type { ReplayTotals } from './totals.ts'

/** The very data of the report, as `--json` gives it. */
export interface ReplayData {
  totals: ReplayTotals
  sessions: SessionReport[]
}

/**
 * The page. Its figures are those of `data`, which stands in it as JSON.
 * @example
 * writeFileSync('replay.html', reportHtml({ totals, sessions }))
 */
export function reportHtml(data: ReplayData): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Headroom replay</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main id="page"></main>
<script type="application/json" id="data">${inert(JSON.stringify(data))}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`
}

/** JSON in which no markup can be seen, whatever its strings say. */
const inert = (json: string) =>
  json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
