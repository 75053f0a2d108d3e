// Panels and the picture of the pool on a server of their own, over the accounts, sessions and forms of a running application.
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { mintId } from '../../../indexer/index.ts'
import { coverageEndpoints } from '../../../server/coverage/api.ts'
import { coveragePages } from '../../../server/coverage/pages.ts'
import { routerOf } from '../../../server/http/endpoint.ts'
import { openApi } from '../../../server/http/openapi.ts'
import { pagesRouter } from '../../../server/http/page.ts'
import { notFound, problemHandler } from '../../../server/http/problem.ts'
import { createHttpServer } from '../../../server/http/server.ts'
import { identify } from '../../../server/http/session.ts'
import { createMatcher } from '../../../server/matching/pool.ts'
import { panelsEndpoints } from '../../../server/panels/api.ts'
import type { ProposePanel } from '../../../server/panels/apply.ts'
import { panelsPages } from '../../../server/panels/pages.ts'
import { createPanelRunner, type PanelRunner, type RunnerDeps } from '../../../server/panels/runner.ts'
import { saveSealed } from '../../../server/sealing/sealing.ts'
import { startApp, type RunningApp } from '../../support/app.ts'

export interface PanelsApp extends Pick<RunningApp, 'database' | 'registry'> {
  /** Of the server with panels; sign in at `app.url`. */
  url: string
  app: RunningApp
  runner: PanelRunner
  description: ReturnType<typeof openApi>
  /** A runner like another process would have. */
  anotherRunner: (settings?: Partial<RunnerDeps>) => PanelRunner
  close: () => Promise<void>
}

/** Proposals as rows, as the feature of invitations writes them. */
const propose: ProposePanel = async (tx, { enquiryId, members, alternates }) => {
  await tx.assignment.deleteMany({ where: { enquiryId, state: 'PROPOSED' } })
  const seats = [...members.map((seat) => ({ ...seat, alternate: 0 })), ...alternates.map((seat, at) => ({ ...seat, alternate: at + 1 }))]
  await tx.assignment.createMany({ data: seats.map(({ expertId, score, alternate }) => ({ id: mintId(), enquiryId, expertId, score, alternate })) })
}

export async function startPanels({ proposePanel = propose }: { proposePanel?: ProposePanel } = {}): Promise<PanelsApp> {
  const app = await startApp({ content: 'tests/fixtures/pages' })
  const { database, registry } = app
  const { prisma } = database
  const log = pino({ level: 'silent' })
  const matcher = createMatcher({ prisma })
  const anotherRunner = (settings: Partial<RunnerDeps> = {}) => createPanelRunner({ prisma, database, sealing: registry.sealing, matcher, log, ...settings })
  const runner = anotherRunner()
  const deps = { prisma, runner, proposePanel }
  const endpoints = [...coverageEndpoints({ prisma }), ...panelsEndpoints(deps)]
  const rules = { ...registry.rules, tokens: registry.tokens }
  const server = createHttpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const site = express()
  site.set('query parser', 'simple')
  site.use(identify({ secure: false, openSession: registry.accounts.openSession, authenticateKey: registry.authenticateKey }), registry.tokens.offer)
  site.use(routerOf(endpoints, rules), pagesRouter([...coveragePages({ prisma }), ...panelsPages(deps)], rules), notFound, problemHandler(log))
  server.on('request', site)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    app,
    database,
    registry,
    runner,
    anotherRunner,
    description: openApi(endpoints),
    close: async () => {
      await runner.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await app.close()
    },
  }
}

export interface ExpertSketch {
  name?: string
  types?: string[]
  fields?: string[]
  industries?: string[]
  employer?: string
  employerUscc?: string
  cap?: number
  state?: 'APPOINTED' | 'SUSPENDED'
  text?: string
}

let serial = 0
/** No two of eight have handled equally many cases, so that their scores differ. */
const cases = () => Array.from({ length: serial++ % 8 }, (_, n) => ({ id: mintId(), title: `示例案例${n + 1}`, text: '客户名单 报价 招标', kind: 'case', year: 2020 + n }))

export async function addExpert({ database: { prisma } }: Pick<PanelsApp, 'database'>, sketch: ExpertSketch = {}): Promise<string> {
  const id = mintId()
  const { name = `示例专家 ${id}`, types = ['technical'], fields = ['tech/chemistry'], industries = ['C26'], employer = null, employerUscc = null, cap = 3, state = 'APPOINTED', text = '配方 工艺 聚合 反应 温度' } = sketch
  await prisma.expert.create({ data: { id, name, types, fields, industries, services: ['consultation'], languages: ['zh'], jurisdictions: ['CN'], employerName: employer, employerUscc, cap, state, confidentialAt: new Date(), documents: { create: [{ id: mintId(), title: '示例成果', text, kind: 'publication', year: 2025 }, ...cases()] } } })
  return id
}

export interface EnquirySketch {
  title?: string
  size?: number
  alternates?: number
  state?: 'MATCHING' | 'TRIAGED'
  mode?: 'RECOMMEND' | 'DRAW'
  walledOff?: string[]
  facts?: string
  parties?: { name: string; role: string }[]
}

export async function addEnquiry({ database: { prisma }, registry: { sealing } }: Pick<PanelsApp, 'database' | 'registry'>, requesterId: string, sketch: EnquirySketch = {}): Promise<string> {
  const id = mintId()
  const { title = `示例需求 ${id}`, size = 2, alternates = 1, state = 'MATCHING', mode = 'RECOMMEND', walledOff = [], facts = '前员工带走聚合反应的配方和工艺温度，怀疑被竞争对手使用。', parties = [{ name: '示例甲公司', role: 'applicant' }] } = sketch
  await prisma.$transaction(async (tx) => {
    await tx.enquiry.create({ data: { id, title, size, alternates, state, mode, walledOff, requesterId, fields: ['tech/chemistry'], industries: ['C26'], needs: ['consultation'], submittedAt: new Date() } })
    await saveSealed(tx, sealing, { subjectKind: 'enquiry', subjectId: id, field: 'facts' }, facts)
    await saveSealed(tx, sealing, { subjectKind: 'enquiry', subjectId: id, field: 'parties' }, JSON.stringify(parties))
  })
  return id
}
