import { expect, test } from 'vitest'
import { compare, date, humanise, money, percent, relative, text } from '@/lib/format'

const us = { locale: 'en-US', currency: 'USD' }
const de = { locale: 'de-DE', currency: 'EUR' }
const now = new Date(2026, 10, 22, 12)

test('money in the tenant’s currency, cents only where there are some', () => {
  expect(money(52000, us)).toBe('$52,000')
  expect(money(12.5, us)).toBe('$12.50')
  expect(money(52000, de).replace(/\s/g, ' ')).toBe('52.000 €')
})

test('percent is 42.0, never 0.42', () => expect(percent(42.04, us)).toBe('42 %'))

test('a date-only value never slips a day, and shows its year when it is another', () => {
  expect(date('2026-11-01', { ...us, timezone: 'America/Los_Angeles' }, now)).toBe('Nov 1')
  expect(date('2027-01-31', us, now)).toBe('Jan 31, 2027')
})

test('near dates are words, far ones dates', () => {
  expect(relative('2026-11-22', us, now)).toBe('today')
  expect(relative('2026-11-23', us, now)).toBe('tomorrow')
  expect(relative('2026-11-01', us, now)).toBe('3 weeks ago')
  expect(relative('2026-03-01', us, now)).toBe('Mar 1')
})

test('any value has a text', () => {
  expect(text(null, 'stage', us)).toBe('—')
  expect(text({ object: 'account', id: '1', ref: 'A-1', label: 'Globex' }, 'account', us)).toBe('Globex')
  expect(text(1234.5, 'amount', us)).toBe('$1,234.50')
  expect(text(1234, 'employees', us)).toBe('1,234')
  expect(text(true, 'x', us)).toBe('Yes')
})

test('fields are named as people name them', () => {
  expect(humanise('next_step')).toBe('Next step')
  expect(humanise('due_date')).toBe('Due')
})

test('sorting: numbers by size, empty last, references by label', () => {
  expect([10, null, 9].sort(compare)).toEqual([9, 10, null])
  expect(['D-10', 'D-9'].sort(compare)).toEqual(['D-9', 'D-10'])
})
