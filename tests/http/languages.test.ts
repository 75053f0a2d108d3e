// What does not fit is explained in the language of whoever sent it: Chinese, or English on English pages and to programs that prefer it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type RunningApp } from '../support/app.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'

let app: RunningApp
let admin: TestPerson
beforeAll(async () => {
  app = await startApp({ content: FIXTURES })
  admin = await makePerson(app, 'admin')
})
afterAll(() => app.close())

const HAN = /\p{Script=Han}/u

describe('a role that there is not and a name that nobody knows', () => {
  const problems = async (language?: string): Promise<string[]> => {
    const cookie = [...admin.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(`${app.url}/api/accounts/${admin.id}/roles?colour=red`, { method: 'POST', body: JSON.stringify({ role: 'emperor', organisationId: null }), headers: { cookie, 'content-type': 'application/json', ...(language !== undefined && { 'accept-language': language }) } })
    expect(response.status).toBe(400)
    const { errors } = (await response.json()) as { errors: { pointer: string; detail: string }[] }
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual(['#/body/role', '#/query/colour'])
    return errors.map(({ detail }) => detail)
  }

  test.each([undefined, '*', 'zh-CN,zh;q=0.9,en;q=0.8', 'fr', 'en;q=0.3, zh', 'en;q=0'])('is explained in Chinese to %j', async (language) => {
    for (const detail of await problems(language)) expect(detail).toMatch(HAN)
  })

  test.each(['en', 'en-US,en;q=0.9', 'fr, en;q=0.5', 'zh;q=0.1, en'])('is explained in English to %j', async (language) => {
    for (const detail of await problems(language)) expect(detail).not.toMatch(HAN)
  })
})

describe('a form with a value that is none of the choices', () => {
  const problemOf = (page: string) => /id="role-problem">([^<]+)</.exec(page)?.[1] ?? ''

  test('is explained in the language of the page', async () => {
    const { id } = await makePerson(app, null, { signIn: false })
    const send = () => admin.browser.submit(`/people/${id}`, `/people/${id}/roles`, { role: 'emperor', organisationId: '' })
    const chinese = await send()
    expect(chinese.status).toBe(422)
    expect(problemOf(chinese.text)).toMatch(HAN)
    await admin.browser.get(`/people/${id}?lang=en`)
    const english = await send()
    expect(english.status).toBe(422)
    expect(problemOf(english.text)).toMatch(/[a-z]/)
    expect(problemOf(english.text)).not.toMatch(HAN)
    expect(english.headers.getSetCookie().filter((cookie) => cookie.startsWith('lang='))).toEqual([])
  })
})
