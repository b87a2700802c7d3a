/** Numbers, money, dates and words as a salesperson reads them. Pure; the locale and currency are passed in. */
export type Locale = { locale: string; currency: string; timezone?: string }

const MONEY = new Set(['amount', 'annual_revenue', 'list_price', 'pipeline', 'weighted_pipeline', 'revenue'])
const DATE = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/

export function money(value: number, { locale, currency }: Locale, compact = false): string {
  const whole = Number.isInteger(value)
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    ...(compact && Math.abs(value) >= 10_000
      ? { notation: 'compact', maximumFractionDigits: 1 }
      : { maximumFractionDigits: whole ? 0 : 2, minimumFractionDigits: whole ? 0 : 2 }),
  }).format(value)
}

export const number = (value: number, { locale }: Locale) =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value)

export const percent = (value: number, { locale }: Locale) =>
  `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)} %`

/** A date-only value has no zone: it is read in UTC so that it never slips a day. */
export function date(value: string, { locale, timezone }: Locale, now = new Date()): string {
  const day = DATE.test(value)
  const at = new Date(day ? `${value}T00:00:00Z` : value)
  if (Number.isNaN(at.getTime())) return value
  const sameYear = at.getUTCFullYear() === now.getUTCFullYear()
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
    ...(day ? { timeZone: 'UTC' } : timezone ? { timeZone: timezone } : {}),
  }).format(at)
}

export function dateTime(value: string, { locale, timezone }: Locale): string {
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return value
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    ...(DATE.test(value)
      ? { timeZone: 'UTC' }
      : { timeStyle: 'short', ...(timezone ? { timeZone: timezone } : {}) }),
  }).format(at)
}

const DAY = 86_400_000
/** "today", "in 3 days", "2 weeks ago"; further away, the date itself. */
export function relative(value: string, locale: Locale, now = new Date()): string {
  const at = new Date(DATE.test(value) ? `${value}T00:00:00Z` : value)
  if (Number.isNaN(at.getTime())) return value
  const days = Math.round((dayOf(at, DATE.test(value)) - dayOf(now, false)) / DAY)
  const words = new Intl.RelativeTimeFormat(locale.locale, { numeric: 'auto' })
  if (Math.abs(days) < 14) return words.format(days, 'day')
  if (Math.abs(days) < 56) return words.format(Math.round(days / 7), 'week')
  return date(value, locale, now)
}

function dayOf(at: Date, utc: boolean): number {
  return utc
    ? Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate())
    : Date.UTC(at.getFullYear(), at.getMonth(), at.getDate())
}

const WORDS: Record<string, string> = {
  id: 'ID',
  csv: 'CSV',
  annual_revenue: 'Annual revenue',
  occurred_at: 'When',
  created_at: 'Created',
  updated_at: 'Updated',
  closed_at: 'Closed',
  resolved_at: 'Resolved',
  due_date: 'Due',
  close_date: 'Close date',
  last_contacted_at: 'Last contacted',
}

export function humanise(key: string): string {
  const words = WORDS[key] ?? key.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`

export const isReference = (
  value: unknown,
): value is { object: string; id: string; ref: string; label: string } =>
  typeof value === 'object' && value !== null && 'object' in value && 'id' in value && 'label' in value

/** Any field value as text. `kind` is a table column's kind, where one is known. */
export function text(value: unknown, field: string, locale: Locale, kind?: string): string {
  if (value === null || value === undefined || value === '') return '—'
  if (isReference(value)) return value.label
  if (Array.isArray(value)) return value.map((item) => text(item, field, locale)).join(', ')
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return numeral(value, field, locale, kind)
  if (typeof value === 'object') return JSON.stringify(value)
  const words = String(value)
  if (DATE.test(words)) return date(words, locale)
  if (INSTANT.test(words)) return dateTime(words, locale)
  return words
}

function numeral(value: number, field: string, locale: Locale, kind?: string): string {
  if (kind === 'money' || (!kind && MONEY.has(field))) return money(value, locale)
  if (kind === 'percent') return percent(value, locale)
  if (kind === 'days') return `${number(value, locale)} d`
  return number(value, locale)
}

export const isDate = (value: unknown): value is string => typeof value === 'string' && DATE.test(value)
export const isNumeric = (kind?: string) => ['number', 'money', 'percent', 'days'].includes(kind ?? '')

/** Order for sorting a column: empty last, numbers by size, the rest by words. */
export function compare(a: unknown, b: unknown): number {
  const [x, y] = [key(a), key(b)]
  if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1
  if (typeof x === 'number' && typeof y === 'number') return x - y
  return String(x).localeCompare(String(y), undefined, { numeric: true })
}

function key(value: unknown): string | number | null {
  if (value === null || value === undefined || value === '') return null
  if (isReference(value)) return value.label
  return typeof value === 'number' ? value : String(value)
}
