import { describe, expect, test } from 'vitest'
import { addressOf, toggled } from '../../../server/web/address.ts'
import { boundary, readChoice } from '../../../server/web/choice.ts'
import { facetGroups } from '../../../server/web/facets.ts'
import { money } from '../../../server/web/format.ts'

describe('readChoice', () => {
  test('reads facets, dates, order and page; leaves unknown parameters', () => {
    const { choice, unread } = readChoice({ q: ' 客户 ', kind: ['case', 'law', 'case'], measure: 'm6_exit', from: '2020', sort: '-date', page: '3', utm: 'x' })
    expect(choice).toEqual({ q: '客户', filters: { kind: ['case', 'law'], measure: ['m6_exit'] }, from: '2020', sort: '-date', page: 3 })
    expect(unread).toEqual([])
  })

  test.each([{ page: '-1' }, { page: 'x' }, { page: ['2x'] }, { q: { a: 1 } }, { sort: 'evil' }])('survives %j', (query) => {
    expect(readChoice(query).choice).toMatchObject({ q: '', sort: 'relevance', page: 1 })
  })

  test('a date that cannot be read is named, not obeyed', () => {
    expect(readChoice({ from: '2020-13', to: '昨天' })).toMatchObject({ unread: ['2020-13', '昨天'], choice: { filters: {} } })
  })

  test('an address read back is the same choice', () => {
    const { choice } = readChoice({ q: '"原样" & <x>', kind: ['case', 'law'], from: '2020-02', sort: 'date', page: '2' })
    const address = addressOf('/search', choice, { page: 2 })
    const query: Record<string, unknown> = {}
    const params = new URLSearchParams(address.split('?')[1])
    for (const name of params.keys()) query[name] = params.getAll(name)
    expect(readChoice(query).choice).toEqual(choice)
  })
})

test('partial dates become the first or the last day of their period', () => {
  expect([boundary('2024', 'first'), boundary('2024', 'last'), boundary('2024-2', 'last'), boundary('2024年3月5日', 'first'), boundary('2023-02-29', 'last')]).toEqual(['2024-01-01', '2024-12-31', '2024-02-29', '2024-03-05', null])
})

test('toggling twice changes nothing', () => {
  const filters = { kind: ['case'] }
  expect(toggled(toggled(filters, 'status', 'amended'), 'status', 'amended')).toEqual(filters)
})

describe('facetGroups', () => {
  const counts = { kind: [{ value: 'case', count: 5 }], status: [{ value: 'published', count: 3 }, { value: 'amended', count: 2 }], region: [{ value: '999999', count: 2 }] }
  test('leaves out what every hit has and what has no word', () => {
    expect(facetGroups(counts, {}, { total: 5 }).map(({ facet }) => facet)).toEqual(['status'])
  })
  test('always shows what is chosen, even when nothing has it', () => {
    expect(facetGroups({}, { defence: ['reverse'] }, { total: 0 })).toMatchObject([{ facet: 'defence', open: true, values: [{ value: 'reverse', count: 0 }] }])
  })
})

test('money as people say it', () => {
  expect([money(15_900_000_000, 'CNY', 'zh'), money(320_500_00, 'CNY', 'zh'), money(8_000_00, 'USD', 'zh'), money(8_000_00, 'USD', 'en')]).toEqual(['1.59亿元', '32.05万元', '8,000美元', 'USD 8,000'])
})
