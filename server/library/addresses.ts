// Every address that a document ever had (features A2): written down when content is read, so that an old one still leads to where its document is now.
import type { Kind, Library } from '../../indexer/index.ts'
import type { PrismaClient } from '../../prisma/client.ts'

type Table = Pick<PrismaClient, 'documentAddress'>

/** The library, with addresses of earlier days known too; a file that has the address today goes first. Writes only what is new. */
export async function rememberAddresses(library: Library, { documentAddress }: Table): Promise<Library> {
  const known = new Map((await documentAddress.findMany({ select: { kind: true, slug: true, documentId: true } })).map(({ kind, slug, documentId }) => [`${kind}/${slug}`, documentId]))
  const now = [...library.documents.values()].map(({ id, kind, slug }) => ({ kind, slug, documentId: id }))
  const fresh = now.filter(({ kind, slug }) => !known.has(`${kind}/${slug}`))
  const moved = now.filter(({ kind, slug, documentId }) => known.has(`${kind}/${slug}`) && known.get(`${kind}/${slug}`) !== documentId)
  if (fresh.length) await documentAddress.createMany({ data: fresh, skipDuplicates: true })
  for (const { kind, slug, documentId } of moved) await documentAddress.update({ where: { kind_slug: { kind, slug } }, data: { documentId } })

  const exists = (id: string | undefined) => (id !== undefined && (library.documents.has(id) || library.withdrawn.has(id)) ? id : undefined)
  return { ...library, address: (kind: Kind, slug: string) => library.address(kind, slug) ?? exists(known.get(`${kind}/${slug}`)) }
}
