// Sends a register as the file it is and shows what became of each line; without it a table can be pasted.
const form = document.querySelector('#register-file')
const report = document.querySelector('#register-report')
const TYPES = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ndjson: 'application/x-ndjson', jsonl: 'application/x-ndjson' }
const words = form ? JSON.parse(form.dataset.words) : {}

const made = (name, properties) => Object.assign(document.createElement(name), properties)
const said = (text) => made('p', { textContent: text })
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '')

function itemOf({ line, externalId, result, id, problems }) {
  const item = made('li', { textContent: `${filled(words.line, { n: line })} ` })
  item.append(made('span', { className: result === 'refused' ? 'tag red' : 'tag', textContent: words[result] }), ' ')
  const number = externalId ?? id ?? ''
  item.append(id ? made('a', { href: `/experts/${id}`, textContent: number }) : number)
  if (problems.length) item.append(made('br'), made('span', { lang: 'zh-CN', textContent: problems.map(({ field, detail }) => (field ? `${field}：${detail}` : detail)).join('；') }))
  return item
}

function tell(answer) {
  const list = made('ul', { className: 'list' })
  list.append(...answer.lines.map((line) => itemOf(line)))
  report.replaceChildren(said(filled(answer.applied ? words.applied : words.nothing, answer)), ...(answer.searchable ? [] : [said(words.later)]), list)
}

async function send(file, isAtomic) {
  report.replaceChildren(said(words.sending))
  try {
    const type = TYPES[file.name.split('.').at(-1).toLowerCase()] ?? 'text/csv'
    const response = await fetch(`/api/experts/import${isAtomic ? '?atomic=true' : ''}`, { method: 'POST', headers: { 'content-type': type }, body: file })
    const answer = await response.json()
    if (answer.lines) tell(answer)
    else report.replaceChildren(said(answer.detail ?? words.failed), ...(answer.errors ?? []).map(({ detail }) => said(detail)))
  } catch {
    report.replaceChildren(said(words.failed))
  }
}

if (form) {
  const button = form.querySelector('button')
  form.hidden = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const [file] = form.querySelector('#file').files
    if (!file) return
    button.disabled = true
    await send(file, form.querySelector('#all-or-none').checked)
    button.disabled = false
  })
}
