/** The look of the report: light and dark by the reader's own setting. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --line: #8884; --good: #2a7; --bad: #c43; --bar: #8aa9c9; --ours: #2a7; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
th:first-child, td:first-child { text-align: left; word-break: break-all }
tr.session { cursor: pointer } tr.session:hover, button.edit:hover { background: #8882 }
.good { color: var(--good) } .bad { color: var(--bad) }
.bars { display: grid; grid-template-columns: 10rem 1fr 9rem; gap: .25rem .75rem; align-items: center }
.bar { background: var(--bar); height: .8rem; border-radius: 2px } .bar.ours { background: var(--ours) }
button.edit { display: block; width: 100%; text-align: left; border: 0; background: none; color: inherit; font: inherit; padding: .3rem .6rem; cursor: pointer }
.texts { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: .5rem .6rem 1rem }
.texts pre { max-height: 32rem; overflow: auto; border: 1px solid var(--line); padding: .6rem; white-space: pre-wrap; word-break: break-word; margin: .2rem 0 0 }
mark { background: #fc06; color: inherit }
`
