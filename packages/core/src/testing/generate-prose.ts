// Documents as people write them: articles, minutes, guides, in several languages and scripts.
import fc from 'fast-check'

/** Sentences by language, with the traps that they are cut at: short forms, decimals, quotes, initials, no spaces. */
const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  english: [
    'The harbour of Elmsea was dredged in 1987, at a cost of $4.2 million.',
    'Dr. Okafor did not agree with the plan, e.g. with the depth of 9.5 m.',
    '"Nobody had asked the fishermen," she said.',
    'Ships of over 300 m in length must wait outside until the tide turns.',
    'Is the lighthouse still lit? It is, since 12 March 2004!',
    'See docs/harbour/plan_v2.md and the function openGate() for the details.',
    'J. R. Whitfield, who kept the lighthouse for forty years, never missed a night.',
    'Yes.',
    'The ferry to Norholm leaves every two hours, except on Sundays.',
  ],
  german: [
    'Der Hafen wurde am 3. Mai 1987 vertieft, d. h. um ca. 2 m.',
    'Die Fischer, vgl. Abs. 4, wurden nicht gefragt.',
    'Größere Schiffe warten vor der Mole, bis die Flut kommt.',
    'Der Leuchtturm steht seit 1904 auf der Klippe.',
  ],
  spanish: [
    '¿Quién cuida el faro? Nadie, desde 1999.',
    'El puerto no abre los domingos.',
    'La Sra. Ibáñez vendió 40 barcos.',
  ],
  russian: [
    'Гавань углубили в 1987 г. за 4,2 млн рублей.',
    'Рыбаков никто не спросил.',
    'Маяк стоит на скале с 1904 года!',
  ],
  greek: ['Το λιμάνι άνοιξε το 1987.', 'Κανείς δεν ρώτησε τους ψαράδες; Όχι.'],
  arabic: ['افتتح الميناء عام 1987.', 'هل سأل أحد الصيادين؟ لا.'],
  hindi: ['बंदरगाह 1987 में गहरा किया गया।', 'मछुआरों से किसी ने नहीं पूछा।'],
  thai: ['ท่าเรือเปิดในปี 1987 และไม่มีใครถามชาวประมง', 'ประภาคารตั้งอยู่บนหน้าผามานานกว่าร้อยปีแล้ว'],
  chinese: ['港口于1987年疏浚，耗资420万元。', '没有人问过渔民！', '灯塔自1904年起就立在悬崖上。“谁在守塔？”她问。'],
  japanese: ['港は1987年に深くされた。', '漁師たちには誰も聞かなかった。'],
  korean: ['항구는 1987년에 깊어졌다.', '어부들에게는 아무도 묻지 않았다.'],
  odd: [
    'A face 🙂 and a flag 🇳🇴 end this one 👩‍🚀.',
    'e\u0301te\u0301 and cafe\u0301 are written with marks.',
    'No stop at the end of this line',
  ],
}

const sentencesOf = (language: string) =>
  fc.array(fc.constantFrom(...SENTENCES[language]!), { minLength: 1, maxLength: 9 })
const paragraph = fc
  .constantFrom(...Object.keys(SENTENCES))
  .chain((language) =>
    sentencesOf(language).map((sentences) => sentences.join(/chinese|japanese/.test(language) ? '' : ' ')),
  )
const english = sentencesOf('english').map((sentences) => sentences.join(' '))
const wrapped = english.map((text) => text.replace(/(.{50,70}) /g, '$1\n'))
const title = fc.constantFrom('The Harbour', 'Lighthouse keepers', 'Fees & tides', '灯塔', 'Appendix A')
const heading = fc.tuple(fc.integer({ min: 1, max: 4 }), title).map(([level, name]) => `${'#'.repeat(level)} ${name}`)
const underlined = title.map((name) => `${name}\n${'='.repeat(name.length)}`)
const list = fc
  .array(fc.tuple(fc.constantFrom('- ', '* ', '1. ', '  - '), english), { minLength: 1, maxLength: 5 })
  .map((items) => items.map(([mark, text]) => mark + text).join('\n'))
const minutes = fc
  .array(fc.tuple(fc.constantFrom('Mayor A', 'Harbour Master', 'Dr Okafor'), english), { minLength: 2, maxLength: 8 })
  .map((turns) => turns.map(([who, text]) => `${who}: ${text}`).join('\n'))
const table = fc
  .array(fc.tuple(fc.integer({ min: 1900, max: 2020 }), fc.constantFrom('Elmsea', 'Norholm')), {
    minLength: 1,
    maxLength: 5,
  })
  .map((rows) => ['| Year | Port |', '|---|---|', ...rows.map(([year, port]) => `| ${year} | ${port} |`)].join('\n'))
const code = fc
  .constantFrom('openGate(3)\n\ncloseGate()', '# not a heading\n- not an item', '~~~')
  .map((text) => `\`\`\`js\n${text}\n\`\`\``)

const block = fc.oneof(
  { weight: 6, arbitrary: paragraph },
  { weight: 3, arbitrary: wrapped },
  { weight: 2, arbitrary: heading },
  { weight: 1, arbitrary: underlined },
  { weight: 2, arbitrary: list },
  { weight: 2, arbitrary: minutes },
  { weight: 1, arbitrary: table },
  { weight: 1, arbitrary: code },
)

/** Texts of the kind that the prose compressor is for, of some 100 to 5,000 tokens. */
export const proseText: fc.Arbitrary<string> = fc
  .tuple(fc.array(block, { minLength: 4, maxLength: 24 }), fc.constantFrom('\n\n', '\n\n', '\n \n', '\r\n\r\n'))
  .map(([blocks, gap]) => blocks.join(gap))

/** Questions, most of which such a text answers. */
export const proseQuery: fc.Arbitrary<string> = fc.constantFrom(
  'When was the harbour of Elmsea dredged, and at what cost?',
  'Who kept the lighthouse?',
  'Which ships must wait for the tide?',
  'Wann wurde der Hafen vertieft?',
  '谁在守灯塔？',
  'Open this document and tell me what it is about.',
  '',
)
