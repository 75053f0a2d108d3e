// Copies a citation and prints; the buttons appear only where this file runs.
document.documentElement.classList.add('js')

document.addEventListener('click', async ({ target }) => {
  const button = target instanceof Element ? target.closest('button[data-do]') : null
  if (!button) return
  if (button.dataset.do === 'print') return window.print()
  await navigator.clipboard.writeText(button.previousElementSibling.textContent)
  const label = button.textContent
  button.textContent = button.dataset.done
  setTimeout(() => (button.textContent = label), 1500)
})
