// Addresses that have moved, gone, or never existed, as a browser without script sees them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSite, type Site } from '../support/site.ts'

describe('addresses', () => {
  let site: Site
  beforeAll(async () => {
    site = await openSite()
  })
  afterAll(() => site.close())

  test.each([
    ['/cases/case-1', 301, '/documents/csbcdfg234'],
    ['/overseas/old-law', 301, '/documents/vvbcdfg234'],
    ['/documents/stdbcdfg23/versions/compare?a=2025-09-01&b=current', 303, '/documents/stdbcdfg23/versions/2025-09-01/diff/current'],
  ])('%s → %i %s', async (from, status, to) => {
    const answer = await fetch(site.url + from, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([status, to])
  })

  test.each([
    ['/documents/ntbcdfg234', 410, '数字有误，另行发布。'],
    ['/documents/nosuchthing', 404, '没有这一页'],
    ['/cases/nosuchcase', 404, '没有这一页'],
    ['/documents/stdbcdfg23/versions/1999-01-01', 404, '没有这一页'],
    ['/documents/stdbcdfg23/versions/..%2F..%2Fx/diff/current', 404, '没有这一页'],
    ['/problems/constructor', 404, '没有这一页'],
    ['/problems/gone', 200, '内容已撤下'],
  ])('%s → %i', async (address, status, words) => {
    const answer = await fetch(site.url + address)
    expect(answer.status).toBe(status)
    expect(await answer.text()).toContain(words)
  })
})
