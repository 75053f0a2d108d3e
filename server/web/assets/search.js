// Results while typing: asks the search page's own address for its results fragment. Without this file the form still works.
const form = document.querySelector('#search')
const box = form.querySelector('#q')
const found = form.querySelector('#found')
const said = form.querySelector('#said')
const PAUSE = 150

let timer = 0
let running = null
let shown = addressNow()

document.documentElement.classList.add('js')

function addressNow() {
  const params = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (value && !(name === 'q' && !value.trim())) params.append(name, value)
  const query = params.toString()
  return query ? `/search?${query}` : '/search'
}

function ask(pause) {
  clearTimeout(timer)
  timer = setTimeout(update, pause)
}

async function update() {
  const address = addressNow()
  running?.abort()
  if (address === shown) return
  const mine = (running = new AbortController())
  found.classList.add('busy')
  try {
    const answer = await fetch(`${address}${address.includes('?') ? '&' : '?'}fragment=1`, { signal: mine.signal, headers: { accept: 'text/html' } })
    const text = await answer.text()
    if (mine.signal.aborted) return
    show(text)
    shown = address
    history.replaceState(null, '', address)
  } catch (error) {
    if (error.name !== 'AbortError') said.textContent = form.dataset.failed
  } finally {
    if (running === mine || running?.signal.aborted) found.classList.remove('busy')
  }
}

// Folded groups stay as they were, and the focus stays where it was.
function show(text) {
  const open = new Map([...found.querySelectorAll('details[id]')].map((it) => [it.id, it.open]))
  const { name, value } = document.activeElement ?? {}
  found.innerHTML = text
  for (const it of found.querySelectorAll('details[id]')) if (open.has(it.id)) it.open = open.get(it.id)
  if (!found.contains(document.activeElement) && document.activeElement === document.body && name) {
    for (const it of found.querySelectorAll('input')) if (it.name === name && it.value === value) it.focus()
  }
  said.textContent = found.firstElementChild?.dataset.said ?? ''
}

box.addEventListener('input', (event) => {
  if (!event.isComposing) ask(PAUSE)
})
box.addEventListener('compositionend', () => ask(PAUSE))
found.addEventListener('change', (event) => {
  if (event.target.matches('input')) ask(0)
})
