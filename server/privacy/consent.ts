// Which groups of personal fields there are, what each is for, and who may see one under which consents (个人信息保护法 art. 13, 14, 17, 29). Pure.
import type { Language } from '../web/language.ts'

/** `PUBLIC` is everybody; `BUREAU` the market regulators only. Names as in the database. */
export const AUDIENCES = ['PUBLIC', 'BUREAU'] as const
export type Audience = (typeof AUDIENCES)[number]

type Words = Readonly<Record<Language, string>>

export interface GroupText {
  name: Words
  /** Which data, as art. 17 wants it told. */
  holds: Words
  purpose: Words
  /** Of these words. When the data or the purpose changes, it does too, and earlier consents end to count (art. 14). */
  version: string
}

export const FIELD_GROUPS = {
  contact: {
    name: { zh: '联系方式', en: 'Contact' },
    holds: { zh: '电话、电子邮箱、通信地址', en: 'Telephone, e-mail and postal address' },
    purpose: { zh: '让需要帮助的企业和办案人员能直接联系您', en: 'So that enterprises in need and case officers can reach you' },
    version: '2026-11',
  },
  biography: {
    name: { zh: '个人简介', en: 'Biography' },
    holds: { zh: '照片、学历、专业经历', en: 'Photograph, education and professional history' },
    purpose: { zh: '让查阅的人了解您的专业背景', en: 'So that readers know your background' },
    version: '2026-11',
  },
  employment: {
    name: { zh: '任职情况', en: 'Employment' },
    holds: { zh: '现在和从前的单位、职务', en: 'Present and former employers and positions' },
    purpose: { zh: '说明您的身份，并在选用专家时检查利益冲突', en: 'To show your position, and to check conflicts of interest when experts are chosen' },
    version: '2026-11',
  },
  qualifications: {
    name: { zh: '资格证书', en: 'Qualifications' },
    holds: { zh: '职称、执业资格、证书编号', en: 'Titles, licences and their numbers' },
    purpose: { zh: '证明您可以承担咨询、鉴定或代理', en: 'To show that you may advise, appraise or represent' },
    version: '2026-11',
  },
  cases: {
    name: { zh: '办案经历', en: 'Cases' },
    holds: { zh: '参与过的案件、鉴定和咨询及您的作用', en: 'Cases, appraisals and consultations you took part in, and your role' },
    purpose: { zh: '为相近的问题匹配合适的专家', en: 'To match experts to similar questions' },
    version: '2026-11',
  },
  publications: {
    name: { zh: '论著成果', en: 'Publications' },
    holds: { zh: '论文、著作、参与起草的标准、授课', en: 'Papers, books, standards drafted and courses taught' },
    purpose: { zh: '让查阅的人找到您的研究，并匹配专业领域', en: 'So that readers find your work, and to match fields of expertise' },
    version: '2026-11',
  },
} as const satisfies Record<string, GroupText>
export type FieldGroup = keyof typeof FIELD_GROUPS
// oxlint-disable-next-line no-unsafe-type-assertion -- the keys of a literal that nobody extends
export const GROUP_NAMES = Object.keys(FIELD_GROUPS) as [FieldGroup, ...FieldGroup[]]

/** A row of `consent`, as far as it decides. */
export interface GivenConsent {
  fieldGroup: string
  audience: Audience
  version: string
  withdrawnAt: Date | null
}

/** Has not been withdrawn, and was given to the words that are in force. */
export const stands = ({ fieldGroup, version, withdrawnAt }: GivenConsent, group: FieldGroup): boolean => fieldGroup === group && withdrawnAt === null && version === FIELD_GROUPS[group].version

/** May this audience see the group's fields of the person who gave these consents? What everybody may see, the regulators may too. */
export const visibleTo = (consents: readonly GivenConsent[], group: FieldGroup, audience: Audience): boolean => consents.some((consent) => stands(consent, group) && (consent.audience === 'PUBLIC' || audience === 'BUREAU'))
