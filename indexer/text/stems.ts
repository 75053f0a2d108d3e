// Latin words as the matcher compares them: without stop words, cut to their Porter stem.
import { stemmer } from 'stemmer'

/** English words that carry no subject; the usual list of retrieval experiments, lower case. */
const STOP_WORDS = new Set(
  `a about above across after afterwards again against all almost alone along already also although always am among amongst an and another any anyhow anyone anything anyway
  anywhere are around as at be became because become becomes been before beforehand behind being below beside besides between beyond both but by can cannot could did do does doing
  done down due during each either else elsewhere enough etc even ever every everyone everything everywhere except few for former formerly from further furthermore get give go had has have having he hence her here
  hereby herein hers herself him himself his how however i if in indeed instead into is it its itself just last latter least less made many may me meanwhile might mine more
  moreover most mostly much must my myself namely neither never nevertheless next no nobody none nor not nothing now nowhere of off often on once one only onto or other others
  otherwise our ours ourselves out over own per perhaps please put rather re same see seem seemed seeming seems several she should since so some somehow someone something sometime sometimes
  somewhere still such take than that the their theirs them themselves then thence there thereafter thereby therefore therein these they this those though through throughout thus to
  together too toward towards under until up upon us very via was we well were what whatever when whence whenever where whereas whereby wherein wherever whether which while who
  whoever whole whom whose why will with within without would yet you your yours yourself yourselves`.split(/\s+/),
)

export const isStopWord = (word: string): boolean => STOP_WORDS.has(word)

/** Porter stem of a lower-case word; words with other letters than a–z, or with digits, stay as they are. */
export const stem = (word: string): string => (/^[a-z]{3,}$/.test(word) ? stemmer(word) : word)
