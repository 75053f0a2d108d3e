// Pages outlive the engine: what cannot be searched for the moment is shown from the library instead.
import { EngineFailed, EngineUnavailable } from '../../indexer/index.ts'

/** Null while the engine is down or refuses; every other failure goes on. */
export async function unlessDown<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof EngineUnavailable || error instanceof EngineFailed) return null
    throw error
  }
}
