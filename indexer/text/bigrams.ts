// Text as the matcher compares it: Latin words and their neighbours, Han characters in overlapping pairs; the two scripts never mix in a term.
import { isStopWord, stem } from './stems.ts'

/** Han characters that stand for one word of running text; about 200 characters say as much as 80 words. */
const HAN_PER_WORD = 2.5
/** Longer runs of letters are no words (encoded data). */
const LONGEST = 64

type Script = 'han' | 'word' | 'none'

/**
 * Calls back for each term of the text, in order and as often as it occurs; `surface` is how it was written there, in lower case.
 * Terms: stems of Latin (and other alphabetic) words, `stem stem` of two that follow each other when stop words and numbers are left out, and pairs of Han characters.
 * Matching.md 6.1: NFKC first, numbers dropped, no pair across a border of scripts.
 */
export function eachGram(text: string, visit: (term: string, surface: string) => void): void {
  let previous = ''
  let previousSurface = ''
  eachRun(text, (run, script) => {
    if (script === 'han') {
      previous = ''
      eachPair(run, (pair) => visit(pair, pair))
      return
    }
    if (run.length < 2 || run.length > LONGEST || isNumber(run) || isStopWord(run)) return
    const word = stem(run)
    visit(word, run)
    if (previous) visit(`${previous} ${word}`, `${previousSurface} ${run}`)
    previous = word
    previousSurface = run
  })
}

/** Length of a text in words, Han characters counted by `HAN_PER_WORD`; numbers do not count. */
export function countWords(text: string): number {
  let words = 0
  let characters = 0
  eachRun(text, (run, script) => {
    if (script === 'han') characters += Array.from(run).length
    else if (!isNumber(run)) words++
  })
  return words + characters / HAN_PER_WORD
}

const isNumber = (run: string): boolean => /^\p{N}+$/u.test(run)

function eachPair(run: string, visit: (pair: string) => void): void {
  if (/[\ud800-\udfff]/.test(run)) {
    const characters = Array.from(run)
    for (let i = 1; i < characters.length; i++) visit(characters[i - 1]! + characters[i]!)
    return
  }
  for (let i = 1; i < run.length; i++) visit(run.slice(i - 1, i + 1))
}

/** Runs of Han characters, and of other letters and digits, of the normalised text. */
function eachRun(text: string, visit: (run: string, script: 'han' | 'word') => void): void {
  const folded = withoutEndings(text.normalize('NFKC').toLowerCase())
  let start = 0
  let script: Script = 'none'
  for (let i = 0; i <= folded.length; i++) {
    const next = i < folded.length ? scriptAt(folded, i) : 'none'
    if (next === script) continue
    if (script !== 'none') visit(folded.slice(start, i), script)
    start = i
    script = next
  }
}

/** The owner's and the shortened verb's endings belong to no subject: `holder's` is `holder`. */
const withoutEndings = (folded: string): string => (/['’]/.test(folded) ? folded.replace(/(?<=[a-z])['’](?:s|t|re|ve|ll|d|m)(?![a-z])/g, '') : folded)

function scriptAt(text: string, at: number): Script {
  const code = text.charCodeAt(at)
  if (code < 0x80) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) ? 'word' : 'none'
  if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) || code === 0x3005 || code === 0x3007) return 'han'
  // Both halves of a rare character answer alike, so that it is never cut.
  if (code >= 0xdc00 && code <= 0xdfff) return at > 0 && isLead(text.charCodeAt(at - 1)) ? classOf(text.codePointAt(at - 1)!) : 'none'
  return classOf(text.codePointAt(at)!)
}

const isLead = (code: number): boolean => code >= 0xd800 && code <= 0xdbff

function classOf(code: number): Script {
  const character = String.fromCodePoint(code)
  if (/\p{Script=Han}/u.test(character) && /\p{L}/u.test(character)) return 'han'
  return /[\p{L}\p{M}\p{N}]/u.test(character) ? 'word' : 'none'
}
