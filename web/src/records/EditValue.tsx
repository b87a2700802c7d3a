/** A value that is corrected in place: in a proposal before it is approved, or on a record's page. */
import { NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import type { FieldInfo } from '@/api/catalog'
import { humanise, isDate, isReference } from '@/lib/format'
import { FieldValue } from './FieldValue'

type Props = {
  field: string
  value: unknown
  /** What the value was, for fields that the catalog does not describe. */
  original: unknown
  info?: FieldInfo | undefined
  opened?: boolean
  onChange: (value: unknown) => void
  onClose?: () => void
}

/** A reference is corrected by a name's ref or an e-mail address, as everywhere. */
const asText = (value: unknown) =>
  isReference(value) ? value.ref : value === null || value === undefined ? '' : String(value)
const asDraft = (value: unknown) => (typeof value === 'number' ? value : asText(value))

type Input = 'number' | 'date' | 'choice' | 'long' | 'text'
const BY_KIND: Record<string, Input> = {
  money: 'number',
  number: 'number',
  integer: 'number',
  percent: 'number',
  date: 'date',
  picklist: 'choice',
  long_text: 'long',
}

function inputOf(info: FieldInfo | undefined, original: unknown): Input {
  if (info?.kind === 'picklist' && !info.options.length) return 'text'
  const known = info && BY_KIND[info.kind]
  if (known) return known
  if (typeof original === 'number') return 'number'
  if (isDate(original)) return 'date'
  return typeof original === 'string' && original.length > 60 ? 'long' : 'text'
}

export function EditValue({ field, value, original, info, opened = false, onChange, onClose }: Props) {
  const [editing, setEditing] = useState(opened)
  const [draft, setDraft] = useState<string | number>(asDraft(value))
  if (!editing)
    return (
      <button
        type="button"
        className="edit"
        aria-label={`Edit ${info?.label ?? humanise(field)}`}
        title="Click to correct"
        data-testid={`edit-${field}`}
        onClick={() => {
          setDraft(asDraft(value))
          setEditing(true)
        }}
      >
        {/* A link inside of a button would be two things at once: a reference is only its label here. */}
        {isReference(value) ? (
          value.label
        ) : field === 'email' ? (
          String(value)
        ) : (
          <FieldValue value={value} field={field} kind={info?.kind === 'money' ? 'money' : undefined} />
        )}
      </button>
    )
  const close = () => {
    setEditing(false)
    onClose?.()
  }
  const finish = (last: string | number | null = draft) => {
    close()
    const next = last === '' ? null : last
    const before = isReference(value) ? value.ref : (value ?? null)
    if (next !== before) onChange(next)
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      finish()
    }
  }
  const shared = {
    autoFocus: true,
    size: 'xs' as const,
    onBlur: () => finish(),
    onKeyDown: keys,
    'aria-label': info?.label ?? humanise(field),
    'data-testid': `input-${field}`,
    maw: 340,
  }
  const typed = {
    value: draft,
    onChange: (event: { currentTarget: { value: string } }) => setDraft(event.currentTarget.value),
  }
  switch (inputOf(info, original)) {
    case 'number':
      return <NumberInput {...shared} value={draft} onChange={setDraft} thousandSeparator="," hideControls />
    case 'choice':
      return (
        <Select
          {...shared}
          onKeyDown={(event) => event.key === 'Escape' && close()}
          onBlur={close}
          data={info?.options.map((option) => option.value) ?? []}
          value={String(draft) || null}
          onChange={finish}
          defaultDropdownOpened
          searchable
          clearable
          comboboxProps={{ width: 240, position: 'bottom-start' }}
        />
      )
    case 'date':
      return <TextInput {...shared} {...typed} type="date" />
    case 'long':
      return <Textarea {...shared} {...typed} maw={520} autosize maxRows={10} />
    default:
      return <TextInput {...shared} {...typed} />
  }
}
