/** What builds the page out of its data, in the reader's browser. Texts are only ever set as text. */
export const PAGE_SCRIPT = `
const { totals, sessions } = JSON.parse(document.getElementById('data').textContent)
const page = document.getElementById('page')
const el = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props)
  node.append(...children)
  return node
}
const int = (value) => Math.round(value).toLocaleString('en')
const usd = (value) => '$' + value.toFixed(value < 1 ? 4 : 2)
const share = (part, all) => (all === 0 ? '–' : (100 * part / all).toFixed(1) + '%')
const plain = totals.arms[0]
const rules = Object.keys(plain.bills)
const signed = (saved, all) => el('td', { className: saved < 0 ? 'bad' : saved > 0 ? 'good' : '' }, share(saved, all))
const head = (...names) => el('thead', {}, el('tr', {}, ...names.map((name) => el('th', {}, name))))

function summary() {
  const rows = totals.arms.map((arm) => {
    const row = el('tr', {}, el('td', {}, arm.profile), el('td', {}, int(arm.tokens)), signed(plain.tokens - arm.tokens, plain.tokens))
    for (const name of rules) {
      const bill = arm.bills[name]
      row.append(el('td', { className: 'usd' }, usd(bill.usd)), signed(plain.bills[name].usd - bill.usd, plain.bills[name].usd))
      row.append(el('td', { className: bill.dearer > 0 ? 'bad' : '' }, int(bill.dearer)))
    }
    const { values, visible, retrievable, lost } = arm.needed
    row.append(el('td', {}, share(arm.prefix.unbroken, arm.prefix.checked)))
    row.append(el('td', {}, int(values) + ': ' + int(visible) + ' / ' + int(retrievable)), el('td', { className: lost > 0 ? 'bad' : '' }, int(lost)))
    return row
  })
  const columns = rules.flatMap((name) => [name, 'saved', 'dearer sessions'])
  return el('table', { id: 'summary' }, head('arm', 'tokens sent', 'saved', ...columns, 'unbroken prefixes', 'needed later: visible / retrievable', 'lost'), el('tbody', {}, ...rows))
}

function bars(name) {
  const most = Math.max(...totals.arms.map((arm) => arm.bills[name].usd))
  const grid = el('div', { className: 'bars' })
  totals.arms.forEach((arm, index) => {
    const bar = el('div', { className: index === 0 ? 'bar' : 'bar ours' })
    bar.style.width = (most === 0 ? 0 : 100 * arm.bills[name].usd / most) + '%'
    grid.append(el('span', {}, arm.profile), bar, el('span', {}, usd(arm.bills[name].usd)))
  })
  return el('section', {}, el('h2', {}, 'Cost by the rules of ' + name), grid)
}

function sessionRows(session) {
  const [before, ...arms] = session.arms
  const cells = arms.flatMap((arm) => rules.map((name) => signed(before.bills[name].usd - arm.bills[name].usd, before.bills[name].usd)))
  const edits = arms.reduce((sum, arm) => sum + arm.edits.length, 0)
  const row = el('tr', { className: 'session' }, el('td', {}, session.id), el('td', {}, int(session.turns)), el('td', {}, int(before.tokens)), ...cells, el('td', {}, int(edits)))
  const inside = el('td', { colSpan: 4 + cells.length })
  const details = el('tr', { hidden: true }, inside)
  row.addEventListener('click', () => {
    details.hidden = !details.hidden
    if (inside.childNodes.length === 0) inside.append(...editList(session))
  })
  return [row, details]
}

function editList(session) {
  const list = session.arms.slice(1).flatMap((arm) => arm.edits.map((edit) => editItem(arm.profile, edit)))
  return list.length > 0 ? list : [el('p', {}, 'Nothing in this session was made smaller.')]
}

function editItem(profile, edit) {
  const words = [profile, 'message ' + edit.message, edit.toolName ?? 'tool', int(edit.tokensBefore) + ' → ' + int(edit.tokensAfter) + ' tokens', edit.compressor + ', ' + edit.level]
  const button = el('button', { className: 'edit' }, words.join(' · '))
  const item = el('div', {}, button)
  button.addEventListener('click', () => {
    if (item.childNodes.length > 1) return item.lastChild.remove()
    item.append(edit.before === undefined ? el('p', {}, 'The texts were too many to keep them here; replay this session alone.') : texts(edit))
  })
  return item
}

function texts({ before, after }) {
  const shown = el('pre', { className: 'after' })
  for (const piece of after.split(/(<<ccr:[0-9a-f]{24}[^>]*>>)/)) shown.append(piece.startsWith('<<ccr:') ? el('mark', {}, piece) : piece)
  return el('div', { className: 'texts' }, el('div', {}, 'What the model reads', shown), el('div', {}, 'What the tool said', el('pre', { className: 'before' }, before)))
}

page.append(
  el('h1', {}, 'Headroom replay: ' + int(totals.sessions) + ' sessions, ' + int(totals.turns) + ' requests'),
  summary(),
  ...rules.map(bars),
  el('h2', {}, 'Sessions'),
  el('p', {}, 'Cost saved by arm and rules. A click opens a session, another one a text: what the model reads beside what the tool said.'),
  el('table', { id: 'sessions' }, head('session', 'requests', 'tokens passed through', ...totals.arms.slice(1).flatMap((arm) => rules.map((name) => arm.profile + ', ' + name)), 'texts made smaller'), el('tbody', {}, ...sessions.flatMap(sessionRows))),
)
`
