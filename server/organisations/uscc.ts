// 统一社会信用代码 (GB 32100-2015): eighteen characters, the last a check digit (modulo 31, ISO 7064). Pure.

/** No I, O, S, V, Z: they are taken for digits and other letters. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const MODULUS = 31
/** 3 to the power of the position, modulo 31. */
const WEIGHTS = Array.from({ length: 17 }, (_, i) => power(3, i))

function power(base: number, exponent: number): number {
  let value = 1
  for (let i = 0; i < exponent; i++) value = (value * base) % MODULUS
  return value
}

/** As it is printed: full-width forms, small letters and spaces folded. */
export const foldUscc = (text: string): string => text.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '')

/** The eighteenth character for the first seventeen; null when one of them is not of the alphabet. */
export function checkDigit(first: string): string | null {
  let sum = 0
  for (let i = 0; i < WEIGHTS.length; i++) {
    const value = ALPHABET.indexOf(first[i] ?? ' ')
    if (value < 0) return null
    sum += value * WEIGHTS[i]!
  }
  return ALPHABET[(MODULUS - (sum % MODULUS)) % MODULUS]!
}

/** What is wrong with a folded code, in words for whoever typed it; null when it is right. */
export function usccProblem(code: string): string | null {
  if (code.length !== 18) return `统一社会信用代码是 18 位，现在是 ${code.length} 位`
  const stray = Array.from(code).find((sign) => !ALPHABET.includes(sign))
  if (stray) return `代码里不会有“${stray}”；请核对营业执照`
  if (!/^[0-9A-Y]{2}\d{6}/.test(code)) return '第 3 至 8 位是行政区划代码，应当都是数字'
  return checkDigit(code) === code[17] ? null : '校验位不对：有一位输错了，请核对营业执照'
}
