// One cookie of a request, by name; a malformed one is as good as absent.

export function readCookie(request: { headers: { cookie?: string | undefined } }, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const mark = pair.indexOf('=')
    if (mark < 0 || pair.slice(0, mark).trim() !== name) continue
    try {
      return decodeURIComponent(pair.slice(mark + 1).trim().replace(/^"(.*)"$/, '$1'))
    } catch {
      return null
    }
  }
  return null
}
