// Where one is among the pages of a standard's project, whatever feature they belong to.
import { html, link, type Html } from './html.ts'
import { crumbs } from './parts.ts'
import type { Reader } from './reader.ts'

export const projectNav = ({ t, address }: Reader, id: string): Html => {
  const places = [
    [`/drafting/${id}`, t('drafting_nav_project')],
    [`/drafting/${id}/edit`, t('drafting_nav_text')],
    [`/drafting/${id}/consultation`, t('drafting_nav_consultation')],
    [`/drafting/${id}/comments`, t('drafting_nav_comments')],
    [`/drafting/${id}/review`, t('drafting_nav_review')],
    [`/drafting/${id}/publish`, t('drafting_nav_publish')],
  ] as const
  return html`<nav class="ways" aria-label="${t('drafting_nav')}">${places.map(([href, text]) => html`<a href="${link(href)}"${address.split('?')[0] === href && html` aria-current="page"`}>${text}</a>`)}</nav>`
}

export const projectCrumbs = (reader: Reader, steps: readonly { href: string; text: string }[] = []): Html => crumbs(reader, [{ href: '/drafting', text: reader.t('drafting_title') }, ...steps])
