// The typed `html` tag: everything is escaped unless it already is Html, so a page cannot be built unsafely by accident.

/** Markup that may stand in a page as it is; only this file can make it. */
class Markup {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  toString(): string {
    return this.#text
  }
}
export type Html = Markup

/** What may be put into a template: arrays are joined; null, undefined, false and true vanish. */
export type Fragment = Html | string | number | boolean | null | undefined | readonly Fragment[]

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const escapeHtml = (text: string): string =>
  /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!) : text

export function html(strings: TemplateStringsArray, ...values: Fragment[]): Html {
  let text = strings[0]!
  for (let i = 0; i < values.length; i++) text += draw(values[i]) + strings[i + 1]!
  return new Markup(text)
}

function draw(value: Fragment): string {
  if (value instanceof Markup) return value.toString()
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(draw).join('')
  return ''
}

/** Only for output that is safe by construction: rendered Markdown and highlights. */
export const trusted = (markup: string): Html => new Markup(markup)

/** An address that may stand in `href`: http(s), mailto, or a path, query or fragment of this site; anything else becomes `#`. */
export function link(href: string): string {
  // oxlint-disable-next-line no-control-regex -- browsers drop control characters inside a scheme
  if (/[\u0000-\u0020\\]/.test(href)) return '#'
  return /^(https?:\/\/|mailto:|\/(?!\/)|[?#])/i.test(href) ? href : '#'
}
