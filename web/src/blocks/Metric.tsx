import { Text } from '@mantine/core'
import { useLocale } from '@/api/queries'
import type { BlockOf } from '@/api/types'
import { type Locale, money, number, percent } from '@/lib/format'

const CURRENCY = /^[A-Z]{3}$/

export function amount(value: unknown, unit: string | null | undefined, locale: Locale): string {
  if (typeof value !== 'number') return value === null || value === undefined ? '—' : String(value)
  if (unit && CURRENCY.test(unit)) return money(value, { ...locale, currency: unit })
  if (unit === 'money' || unit === 'currency') return money(value, locale)
  if (unit === 'percent' || unit === '%') return percent(value, locale)
  const plain = number(value, locale)
  return !unit || unit === 'count' || unit === 'number' ? plain : `${plain} ${unit}`
}

export function Metric({ block }: { block: BlockOf<'metric'> }) {
  const locale = useLocale()
  const { comparison } = block
  const change = typeof comparison?.change === 'number' ? comparison.change : 0
  return (
    <section className="card" data-testid="block-metric" style={{ padding: '14px 20px', minWidth: 190 }}>
      <Text size="sm" c="dimmed">
        {block.label}
      </Text>
      <Text fz={28} fw={640} lh={1.25} className="num" style={{ letterSpacing: '-0.02em' }}>
        {amount(block.value, block.unit, locale)}
      </Text>
      {comparison && (
        <Text size="xs" c="dimmed" mt={2}>
          {change !== 0 && (
            <span
              className="num"
              style={{ color: change > 0 ? 'var(--good)' : 'var(--bad)', fontWeight: 600 }}
            >
              {change > 0 ? '▲ ' : '▼ '}
              {typeof comparison.percent === 'number'
                ? percent(Math.abs(comparison.percent), locale)
                : amount(Math.abs(change), block.unit, locale)}{' '}
            </span>
          )}
          {comparison.label}: {amount(comparison.value, block.unit, locale)}
        </Text>
      )}
    </section>
  )
}
