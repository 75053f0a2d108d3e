// The frame of every page: head, one-line header, main, footer.
import { assetAddress, type Asset } from './assets.ts'
import { html, link, type Fragment, type Html } from './html.ts'
import { KIND_NAMES, PLURALS, word } from './labels.ts'
import { switchLanguage } from './language.ts'
import type { Reader } from './reader.ts'

export interface PageContent {
  title: string
  main: Fragment
  description?: string | undefined
  /** What stands in the search box of the header; null leaves the box out, for pages that have their own. */
  query?: string | null
  scripts?: readonly Asset[]
  /** Sheets beside the site's own, for pages that need more. */
  styles?: readonly Asset[]
  /** The address by which this page wants to be known. */
  canonical?: string
}

/** A whole document, as sent. */
export function page(reader: Reader, { title, main, description, query = '', scripts = [], styles = [], canonical }: PageContent): string {
  const { t, language, address, person } = reader
  const other = language === 'zh' ? 'en' : 'zh'
  const site = t('site')
  return html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<title>${title === site ? site : `${title} · ${site}`}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${description && html`<meta name="description" content="${description}">`}
${canonical && html`<link rel="canonical" href="${link(canonical)}">`}
<link rel="icon" href="${assetAddress('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${assetAddress('site.css')}">
${styles.map((sheet) => html`<link rel="stylesheet" href="${assetAddress(sheet)}">`)}
${scripts.map((script) => html`<script type="module" src="${assetAddress(script)}"></script>`)}
</head>
<body>
<a class="skip" href="#main">${t('skip')}</a>
<header class="top"><div class="wide">
<a class="name" href="/">${site}</a>
${query === null ? html`<span class="grow"></span>` : smallSearch(reader, query)}
<nav class="kinds" aria-label="${t('sections')}">${KIND_NAMES.map((kind) => html`<a href="/${PLURALS[kind]}">${word('kind', kind, language)}</a>`)}</nav>
${person ? html`<a class="me" href="/account">${person.name}</a>` : html`<a class="me" href="/sign-in" rel="nofollow">${t('sign_in')}</a>`}
<a class="switch" href="${link(switchLanguage(address, other))}" hreflang="${other}" lang="${other}" rel="nofollow">${t('other_language')}</a>
</div></header>
<main id="main" class="wide" tabindex="-1">
${main}
</main>
<footer><div class="wide">
<nav aria-label="${t('site_pages')}"><a href="/">${t('home')}</a>${KIND_NAMES.map((kind) => html`<a href="/${PLURALS[kind]}">${word('kind', kind, language)}</a>`)}<a href="/drafting">${t('drafting_title')}</a><a href="/consultations">${t('consultations')}</a><a href="/adoptions">${t('adoptions')}</a><a href="/draws">${t('draws')}</a><a href="/about">${t('about')}</a><a href="/accessibility">${t('accessibility')}</a></nav>
<p>${t('footer_note')}</p>
</div></footer>
</body>
</html>
`.toString()
}

const smallSearch = ({ t }: Reader, query: string): Html => html`<form class="box grow" action="/search" role="search">
<label class="hidden" for="top-q">${t('search_label')}</label><input id="top-q" name="q" type="search" value="${query}" placeholder="${t('search_hint')}" autocomplete="off" maxlength="2000"><button>${t('search')}</button></form>`
