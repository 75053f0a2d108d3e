// Recomputes a draw in the reader's own browser, from its record alone, as SPECIFICATION.md says; and makes nonces there. The page tells the same without it.
const utf8 = new TextEncoder()
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

function framed(...parts) {
  const out = []
  for (const part of parts) {
    const bytes = typeof part === 'string' ? utf8.encode(part) : part
    const length = new Uint8Array(4)
    new DataView(length.buffer).setUint32(0, bytes.length)
    out.push(...length, ...bytes)
  }
  return Uint8Array.from(out)
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  return `{${Object.keys(value).toSorted().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}
const same = (a, b) => canonical(a) === canonical(b)

async function dice(seed) {
  const key = await crypto.subtle.importKey('raw', seed, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const words = []
  let counter = 0n
  async function word() {
    if (!words.length) {
      const number = new Uint8Array(8)
      new DataView(number.buffer).setBigUint64(0, counter++)
      const block = new DataView(await crypto.subtle.sign('HMAC', key, number))
      for (let at = 0; at < 32; at += 4) words.push(block.getUint32(at))
    }
    return words.shift()
  }
  return async (sides) => {
    const end = 2 ** 32 - (2 ** 32 % sides)
    for (;;) {
      const drawn = await word()
      if (drawn < end) return drawn % sides
    }
  }
}

async function take(pool, wanted, roll) {
  for (let i = 0; i < wanted; i++) {
    const j = i + (await roll(pool.length - i))
    ;[pool[i], pool[j]] = [pool[j], pool[i]]
  }
  return pool.slice(0, wanted)
}

async function drawLot({ terms, size, alternates, seed }) {
  const roll = await dice(unhex(seed))
  const selected = []
  const free = (numbers) => numbers.filter((number) => !selected.includes(number))
  for (const { numbers, atLeast } of terms.strata) selected.push(...(await take(free(numbers), Math.max(0, atLeast - (numbers.length - free(numbers).length)), roll)))
  const open = size - selected.length
  const rest = await take(free(Array.from({ length: terms.count }, (_, i) => i + 1)), open + alternates, roll)
  return { selected: [...selected, ...rest.slice(0, open)], alternates: rest.slice(open) }
}

const passes = ({ gate }) => gate.every(({ result }) => result === 'pass')

function isListFair({ size, terms, list: { entries, belowCut, excluded } }) {
  const lowest = Math.min(...entries.map(({ score }) => score))
  return (
    entries.length === terms.count &&
    entries.length + belowCut.length === terms.eligible &&
    entries.every(({ id }, i) => i === 0 || entries[i - 1].id < id) &&
    [...entries, ...belowCut].every(passes) &&
    excluded.every(({ gate }) => gate.some(({ result }) => result === 'exclude')) &&
    (!belowCut.length || (terms.level === 'qualified' && entries.length >= Math.max(3 * size, 10) && belowCut.every(({ score }) => score < lowest))) &&
    terms.strata.every(({ type, numbers }) => same(numbers, entries.flatMap(({ types }, i) => (types.includes(type) ? [i + 1] : []))))
  )
}

/** One function a step; null where there is nothing to check yet. */
const CHECKS = {
  list: async (it) => (it.list ? hex(await sha256(utf8.encode(canonical(it.list)))) === it.listDigest && isListFair(it) : null),
  listHash: async (it) => hex(await sha256(framed('draw-list/1', canonical(it.terms), unhex(it.listDigest)))) === it.listHash,
  commitment: async (it) => it.secret && hex(await sha256(framed('draw-commitment/1', it.id, unhex(it.listHash), String(it.size), String(it.alternates), unhex(it.secret)))) === it.commitment,
  nonces: async (it) => {
    const known = it.nonces.every(({ party }, i) => it.terms.parties.includes(party) && it.nonces.findIndex((one) => one.party === party) === i)
    const hashes = await Promise.all(it.nonces.map(async ({ party, hash, value }) => value === null || (await nonceHash(it.id, party, value)) === hash))
    return known && hashes.every(Boolean)
  },
  seed: async (it) => {
    const given = it.terms.parties.toSorted().flatMap((party) => [party, it.nonces.find((nonce) => nonce.party === party)?.value ?? ''])
    const isAgreed = (it.publicValue === null) === (it.terms.publicValueName === null)
    return it.seed && isAgreed && hex(await sha256(framed('draw-seed/1', unhex(it.commitment), unhex(it.secret), ...given, it.publicValue ?? ''))) === it.seed
  },
  result: async (it) => it.result && same(await drawLot(it), it.result),
  ids: async (it) => it.ids && it.list && same(it.ids, { selected: it.result.selected.map((n) => it.list.entries[n - 1].id), alternates: it.result.alternates.map((n) => it.list.entries[n - 1].id) }),
}

const nonceHash = async (id, party, value) => hex(await sha256(utf8.encode(`draw-nonce/1\n${id}\n${party}\n${value}`)))

const table = document.querySelector('#replay')
const start = document.querySelector('#replay-start')
const said = document.querySelector('#replay-said')

async function replay() {
  const { record, agrees, differs, unchecked, all, some, open } = table.dataset
  start.disabled = true
  try {
    const answer = await fetch(record, { headers: { accept: 'application/json' } })
    const it = await answer.json()
    const outcomes = []
    for (const row of table.querySelectorAll('tr[data-step]')) {
      const outcome = (await CHECKS[row.dataset.step]?.(it).catch(() => false)) ?? null
      outcomes.push(outcome)
      row.querySelector('[data-here]').textContent = outcome === null ? unchecked : outcome ? agrees : differs
    }
    said.textContent = outcomes.includes(false) ? some : it.state === 'REVEALED' ? all : open
  } finally {
    start.disabled = false
  }
}

if (table) {
  start.hidden = false
  start.addEventListener('click', () => {
    if (globalThis.crypto?.subtle) return replay()
    // Browsers compute hashes on secure pages only.
    said.textContent = table.dataset.unable
    return null
  })
}

const maker = document.querySelector('#nonce-maker')
if (maker && globalThis.crypto?.subtle) {
  const party = document.querySelector('#party')
  const shown = maker.querySelector('samp')
  const fill = async () => {
    if (shown.textContent) document.querySelector('#hash').value = await nonceHash(maker.dataset.draw, party.value, shown.textContent)
  }
  maker.hidden = false
  maker.querySelector('button').addEventListener('click', async () => {
    shown.textContent = hex(crypto.getRandomValues(new Uint8Array(16)))
    shown.parentElement.parentElement.hidden = false
    await fill()
  })
  party.addEventListener('change', fill)
}

// The command by hand names the party that is chosen.
const command = document.querySelector('#nonce-command')
if (command) {
  const party = document.querySelector('#party')
  const written = command.textContent
  const first = party.value
  party.addEventListener('change', () => (command.textContent = written.replace(` ${first} `, ` ${party.value} `)))
}
