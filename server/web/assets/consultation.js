// Words that are marked in the clause at hand go into the comment as what it refers to.
const original = document.querySelector('.consult input[name=original]')
const clause = document.querySelector('.consult input[name=clause]')?.value
if (original && clause) {
  document.addEventListener('selectionchange', () => {
    const marked = getSelection()
    const words = marked?.toString().trim()
    if (!words || words.length > 2000 || words.includes('\n')) return
    const section = marked.anchorNode?.parentElement?.closest('[data-clause]')
    // A paragraph marked by three clicks ends where the next clause begins: what counts is where the words stand.
    if (section?.dataset.clause === clause && section.textContent.includes(words)) original.value = words
  })
}
