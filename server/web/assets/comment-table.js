// Sends a commenting table as the file it is and shows what became of each row; without it a table can be pasted.
const form = document.querySelector('#table-file')
const report = document.querySelector('#table-report')
const TYPES = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', yaml: 'application/yaml', yml: 'application/yaml' }

const line = (name, text) => Object.assign(document.createElement(name), { textContent: text })
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '')

function tell(answer) {
  const { counts, headers, row, outcomes } = form.dataset
  const words = JSON.parse(outcomes)
  const list = Object.assign(document.createElement('ul'), { className: 'list' })
  list.append(...answer.rows.map((one) => line('li', `${filled(row, { n: one.row })} ${words[one.outcome]}${one.details.length ? `：${one.details.join('；')}` : ''}`)))
  report.replaceChildren(line('p', filled(counts, answer)), ...(answer.unknownHeaders.length ? [line('p', filled(headers, { headers: answer.unknownHeaders.join('、') }))] : []), list)
}

async function send(file) {
  report.replaceChildren(line('p', form.dataset.sending))
  try {
    const type = TYPES[file.name.split('.').at(-1).toLowerCase()] ?? 'text/csv'
    const response = await fetch(form.dataset.address, { method: 'POST', headers: { 'content-type': type }, body: file })
    const answer = await response.json()
    if (response.ok) tell(answer)
    else report.replaceChildren(line('p', answer.detail ?? form.dataset.failed), ...(answer.errors ?? []).map(({ detail }) => line('p', detail)))
  } catch {
    report.replaceChildren(line('p', form.dataset.failed))
  }
}

if (form) {
  form.hidden = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const [file] = form.querySelector('#file').files
    if (file) void send(file)
  })
}
