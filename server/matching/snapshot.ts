// A frozen state of the pool: its experts, the statistics of their documents, and the id under which an answer can be repeated.
import { calibrate, type Collection, type Dense, type Scale } from './calibration.ts'
import { readDomains, type Domains } from './domain.ts'
import { digestOf, identify, settleExperts } from './identity.ts'
import type { ExpertDocument, ExpertFacts } from './model.ts'
import { buildPostings } from './postings.ts'
import { readStatistics } from './similarity.ts'
import { finish, mapSteps, type Steps } from './steps.ts'
import { textOfDocument } from './text.ts'
import { MATCHING_VERSION, WEIGHTS, type MatchWeights } from './weights.ts'

export interface Snapshot extends Collection {
  /** Of all that can change an answer, the dense model included when it answered. */
  id: string
  /** Of the same state without the dense part: answers given while the model is away carry this one. */
  lexicalId: string
  weights: MatchWeights
  /** By id. */
  experts: readonly ExpertFacts[]
  expertDomains: readonly Domains[]
  /** Expert by expert; `expertStarts` says where each one's begin. */
  documents: readonly ExpertDocument[]
  lexical: Scale
  /** Null when the dense part is off or its model did not answer while the snapshot was made. */
  full: Scale | null
  dense: Dense | null
  enquiries: readonly string[]
}

export interface SnapshotOptions {
  weights?: MatchWeights
  /** Texts of the open enquiries, title and text: they count for how frequent a term is. */
  enquiries?: readonly string[]
  dense?: Dense | null
}

/** Independent of the order of experts, their documents and every other list; experts must have different ids. */
export const buildSnapshot = (given: readonly ExpertFacts[], options: SnapshotOptions = {}): Snapshot => finish(snapshotSteps(given, options))

/** The same in steps, none of which takes longer than the text of one document or one comparison with all documents. */
export function* snapshotSteps(given: readonly ExpertFacts[], { weights = WEIGHTS, enquiries = [], dense = null }: SnapshotOptions = {}): Steps<Snapshot> {
  const experts = yield* settleExperts(given)
  const documents = experts.flatMap((expert) => expert.documents)
  const digests = yield* mapSteps(documents, digestOf)
  const postings = yield* buildPostings(yield* mapSteps(documents, textOfDocument), enquiries)
  const collection: Collection = {
    statistics: yield* readStatistics(postings, enquiries.length, weights),
    expertStarts: startsOf(experts),
    documentIds: documents.map(({ id }) => id),
    digests,
    textAt: (document) => textOfDocument(documents[document]!),
  }
  const { lexical, full } = yield* calibrate(collection, weights, dense)
  const idWith = (model: string | null) => identify({ experts, digests, enquiries, settings: { version: MATCHING_VERSION, weights, model } })
  const lexicalId = yield* idWith(null)
  return Object.freeze({ ...collection, id: full && dense ? yield* idWith(dense.model) : lexicalId, lexicalId, weights, experts, expertDomains: experts.map(readDomains), documents, lexical, full, dense: full ? dense : null, enquiries })
}

/** The same documents under facts that changed, such as loads: statistics stay as they are. Throws when an expert or a document came or went. */
export function* withFacts(snapshot: Snapshot, given: readonly ExpertFacts[]): Steps<Snapshot> {
  const experts = yield* settleExperts(given)
  const { documents, digests, weights, dense, full } = snapshot
  const present = experts.flatMap((expert) => expert.documents)
  if (present.length !== documents.length || present.some(({ id }, at) => id !== documents[at]!.id)) throw new Error('the documents of the pool have changed: a new snapshot is needed')
  const idWith = (model: string | null) => identify({ experts, digests, enquiries: snapshot.enquiries, settings: { version: MATCHING_VERSION, weights, model } })
  const lexicalId = yield* idWith(null)
  return Object.freeze({ ...snapshot, experts, documents: present, expertDomains: experts.map(readDomains), lexicalId, id: full && dense ? yield* idWith(dense.model) : lexicalId })
}

function startsOf(experts: readonly ExpertFacts[]): Uint32Array {
  const starts = new Uint32Array(experts.length + 1)
  experts.forEach(({ documents }, i) => (starts[i + 1] = starts[i]! + documents.length))
  return starts
}
