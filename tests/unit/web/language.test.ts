import { describe, expect, test } from 'vitest'
import { languageOf, switchLanguage } from '../../../server/web/language.ts'
import { translate } from '../../../server/web/messages.ts'

function ask(query: object, cookie?: string) {
  const set: string[][] = []
  const language = languageOf({ query, headers: { cookie } }, { append: (...header) => set.push(header) })
  return { language, cookies: set.filter(([name]) => name === 'Set-Cookie').map(([, value]) => value) }
}

describe('languageOf', () => {
  test('Chinese unless asked otherwise', () => expect(ask({}).language).toBe('zh'))
  test('a choice in the address wins and is kept', () => {
    const { language, cookies } = ask({ lang: 'en' }, 'lang=zh')
    expect(language).toBe('en')
    expect(cookies).toEqual([expect.stringMatching(/^lang=en; Path=\/;.*SameSite=Lax/)])
  })
  test('a kept choice is read back; nonsense is not', () => {
    expect(ask({}, 'a=b; lang=en').language).toBe('en')
    expect(ask({ lang: 'xx' }, 'xlang=en').language).toBe('zh')
    expect(ask({ lang: ['en', 'zh'] }).language).toBe('zh')
  })
})

describe('switchLanguage', () => {
  test('keeps the page and its query', () => expect(switchLanguage('/search?q=%E5%AE%A2&kind=case&lang=zh&fragment=1', 'en')).toBe('/search?q=%E5%AE%A2&kind=case&lang=en'))
  test.each(['//evil.example/x', '/\\evil.example', '///x'])('never leaves the site: %s', (address) => expect(switchLanguage(address, 'en')).toMatch(/^\/[^/\\]/))
})

test('placeholders are filled in both languages', () => {
  expect(translate('zh')('count', { n: 3 })).toBe('找到 3 份文档')
  expect(translate('en')('count', { n: 3 })).toBe('3 documents found')
})
