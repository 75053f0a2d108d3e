// Words that are marked in the clause at hand go into the comment as what it refers to.
const original = document.querySelector('.consult input[name=original]')
const clause = document.querySelector('.consult input[name=clause]')?.value
if (original && clause) {
  document.addEventListener('selectionchange', () => {
    const marked = getSelection()
    const words = marked?.toString().trim()
    if (!words || words.length > 2000 || words.includes('\n')) return
    const section = marked.anchorNode?.parentElement?.closest('[data-clause]')
    if (section?.dataset.clause === clause && section.contains(marked.focusNode)) original.value = words
  })
}
