import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { html, link, trusted } from '../../../server/web/html.ts'

describe('html', () => {
  test('escapes strings in text and attributes', () => {
    expect(html`<a title="${`"><script>`}">${`<b>'&`}</a>`.toString()).toBe('<a title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&#39;&amp;</a>')
  })

  test('joins arrays, drops nothing-values, keeps numbers and Html', () => {
    expect(html`${[1, html`<i>${'x'}</i>`, ['<']]}${null}${undefined}${false}${true}${0}`.toString()).toBe('1<i>x</i>&lt;0')
  })

  test('an object that merely looks like Html is not raw', () => {
    const forged = { toString: () => '<script>' } as unknown as string
    expect(html`${forged}`.toString()).toBe('')
  })

  test('no string can bring a tag or end an attribute', () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"']/.test(html`${text}`.toString())))
  })

  test('trusted passes as it is', () => {
    expect(html`${trusted('<b>x</b>')}`.toString()).toBe('<b>x</b>')
  })
})

describe('link', () => {
  test.each(['https://a.example/x?y#z', 'http://a.example', 'mailto:a@b.example', '/documents/x#art-1', '?page=2', '#cl-5.2'])('admits %s', (href) => expect(link(href)).toBe(href))
  test.each(['javascript:alert(1)', 'JaVaScRiPt:alert(1)', '//evil.example', '/\\evil.example', 'java\nscript:alert(1)', ' https://a.example', 'data:text/html,x', '', 'relative'])('refuses %j', (href) => expect(link(href)).toBe('#'))
})
