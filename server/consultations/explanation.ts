// The 编制说明 that goes with a consultation: the newest one filed.
import type { ConsultationDeps } from './consultations.ts'

export const explanationOf = ({ prisma }: Pick<ConsultationDeps, 'prisma'>, projectId: string): Promise<{ id: string; title: string } | null> => prisma.standardPaper.findFirst({ where: { projectId, kind: 'explanation' }, orderBy: { createdAt: 'desc' }, select: { id: true, title: true } })
