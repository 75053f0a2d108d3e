// The editor of a draft: saves as it is typed, one request at a time, and says when; a newer text of somebody else is never overwritten.
const box = document.querySelector('.draft-editor')
const area = box?.querySelector('textarea[name=text]')
const status = document.getElementById('saved')
if (box && area && status) {
  const version = box.querySelector('form input[name=version]')
  const base = box.querySelector('form input[name=base]')
  let saved = area.value
  let running = Promise.resolve()
  let busy = false
  let clashed = false
  let timer = 0

  const say = (template, values) => (status.textContent = Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), template))

  const save = () => (running = running.then(saveNow))

  async function saveNow() {
    if (clashed || area.value === saved) return
    busy = true
    const text = area.value
    try {
      const answer = await fetch(`/api/drafting/${box.dataset.project}/text`, { method: 'PUT', headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify({ text, version: Number(version.value) }) })
      const body = await answer.json()
      if (answer.ok) {
        saved = text
        for (const one of document.querySelectorAll('input[name=version]')) one.value = body.version
        base.value = text
        say(status.dataset.saved, { time: new Date(body.savedAt).toLocaleTimeString('zh-CN') })
      } else {
        // The button of the form leads to the three texts side by side.
        clashed = answer.status === 409
        say(status.dataset.failed, { why: body.detail })
      }
    } catch {
      say(status.dataset.failed, { why: '…' })
    } finally {
      busy = false
    }
    if (area.value !== saved && !clashed) timer = setTimeout(save, 2000)
  }

  area.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(save, 1500)
  })
  // What is kept as a version is what stands in the editor, not what was last saved.
  const keep = box.querySelector('form[action$="/drafts"]')
  keep?.addEventListener('submit', async (event) => {
    if (area.value === saved) return
    event.preventDefault()
    clearTimeout(timer)
    await save()
    if (area.value === saved) keep.requestSubmit()
    else status.scrollIntoView({ block: 'center' })
  })
  addEventListener('beforeunload', (event) => {
    if (area.value !== saved) event.preventDefault()
  })
  area.form.addEventListener('submit', async (event) => {
    clearTimeout(timer)
    if (!busy) return void (saved = area.value)
    // What is on its way makes a newer version: without waiting for it one would clash with oneself.
    event.preventDefault()
    await running
    area.form.requestSubmit()
  })
}
