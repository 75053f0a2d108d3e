// The front page, the pages about the site, and the pages that explain each type of problem.
import type { Library } from '../../indexer/index.ts'
import { readingPages, type Page } from '../http/page.ts'
import { problemPage, problemsPage, renderProblem } from '../web/problems.ts'
import { readerOf } from '../web/reader.ts'
import { homeOf, type Consulting } from './home.ts'
import { aboutPage, homePage } from './views.ts'

export interface HomePagesDeps {
  library: () => Library
  /** `YYYY-MM-DD`; today in Shanghai unless a test says otherwise. */
  today?: () => string
  /** Consultations that are open to everybody now. */
  consultations?: () => Promise<Consulting[]>
}

export function homePages({ library, today, consultations }: HomePagesDeps): Page[] {
  const { pages, get } = readingPages()
  get('/', async (request, response) => {
    const reader = readerOf(request, response, today?.())
    response.type('html').send(homePage(reader, homeOf(library(), reader.today, await consultations?.())))
  })
  for (const name of ['about', 'accessibility'] as const) {
    get(`/${name}`, (request, response) => void response.type('html').send(aboutPage(readerOf(request, response, today?.()), name)))
  }
  get('/problems', (request, response) => void response.type('html').send(problemsPage(readerOf(request, response, today?.()))))
  get('/problems/:code', (request, response) => {
    const reader = readerOf(request, response, today?.())
    const found = problemPage(reader, request.params.code)
    response.status(found ? 200 : 404).type('html').send(found ?? renderProblem(reader, { code: 'not-found', status: 404 }))
  })
  return pages
}
