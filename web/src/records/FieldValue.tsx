/** One field's value, drawn by what it is: reference, state, date, address, number, text. */
import { Badge, Text, Tooltip } from '@mantine/core'
import { useLocale } from '@/api/queries'
import { colorOf, STATE_FIELDS } from '@/lib/colors'
import { date, dateTime, humanise, isDate, isReference, relative, text } from '@/lib/format'
import { isObject } from '@/lib/objects'
import { openRecord } from './open'

type Props = { value: unknown; field: string; kind?: string | undefined; plain?: boolean }

export function FieldValue({ value, field, kind, plain }: Props) {
  const locale = useLocale()
  if (value === null || value === undefined || value === '')
    return (
      <Text span c="dimmed" aria-label="empty" inherit>
        —
      </Text>
    )
  if (isReference(value)) return <ReferenceLink value={value} />
  if (typeof value === 'string') {
    if (STATE_FIELDS.has(field) && !plain) return <State value={value} />
    if (isDate(value) && !kind)
      return (
        <Tooltip label={relative(value, locale)}>
          <span className="num">{date(value, locale)}</span>
        </Tooltip>
      )
    if (/_at$/.test(field) && value.includes('T'))
      return (
        <Tooltip label={dateTime(value, locale)}>
          <span className="num">{relative(value, locale)}</span>
        </Tooltip>
      )
    if (field === 'email' && value.includes('@'))
      return (
        <a className="link" href={`mailto:${value}`} onClick={(event) => event.stopPropagation()}>
          {value}
        </a>
      )
    if (field === 'type' && !value.includes(' ')) return <>{humanise(value)}</>
  }
  return (
    <span className={typeof value === 'number' ? 'num' : undefined}>{text(value, field, locale, kind)}</span>
  )
}

export function State({ value }: { value: string }) {
  return <Badge color={colorOf(value)}>{humanise(value)}</Badge>
}

type ReferenceProps = {
  value: { object: string; id: string; ref?: string; label: string; email?: string | null }
}

export function ReferenceLink({ value }: ReferenceProps) {
  if (!isObject(value.object)) return <span title={value.email ?? value.ref}>{value.label}</span>
  return (
    <button
      type="button"
      className="link"
      title={value.ref}
      onClick={(event) => {
        event.stopPropagation()
        openRecord(value)
      }}
    >
      {value.label}
    </button>
  )
}
