/** A value of a proposal that can be corrected in place before it is approved. */
import { NumberInput, Textarea, TextInput } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { humanise, isDate, isReference } from '@/lib/format'
import { FieldValue } from '@/records/FieldValue'

type Props = { field: string; value: unknown; original: unknown; onChange: (value: unknown) => void }

/** A reference is corrected by a name's ref or an e-mail address, as everywhere. */
const asText = (value: unknown) =>
  isReference(value) ? value.ref : value === null || value === undefined ? '' : String(value)

export function EditValue({ field, value, original, onChange }: Props) {
  const [editing, setEditing] = useState(false)
  const [draft, setDraft] = useState<string | number>('')
  if (!editing)
    return (
      <button
        type="button"
        className="edit"
        aria-label={`Edit ${humanise(field)}`}
        title="Click to correct"
        data-testid={`edit-${field}`}
        onClick={() => {
          setDraft(typeof value === 'number' ? value : asText(value))
          setEditing(true)
        }}
      >
        {/* A link inside of a button would be two things at once: a reference is only its label here. */}
        {isReference(value) ? (
          value.label
        ) : field === 'email' ? (
          String(value)
        ) : (
          <FieldValue value={value} field={field} />
        )}
      </button>
    )
  const finish = () => {
    setEditing(false)
    const next = draft === '' ? null : draft
    if (next !== value && !(isReference(value) && next === value.ref)) onChange(next)
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setEditing(false)
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      finish()
    }
  }
  const shared = {
    autoFocus: true,
    size: 'xs' as const,
    onBlur: finish,
    onKeyDown: keys,
    'aria-label': humanise(field),
    'data-testid': `input-${field}`,
    maw: 340,
  }
  if (typeof original === 'number')
    return <NumberInput {...shared} value={draft} onChange={setDraft} thousandSeparator="," hideControls />
  if (isDate(original))
    return (
      <TextInput
        {...shared}
        type="date"
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
    )
  if (typeof original === 'string' && original.length > 60)
    return (
      <Textarea
        {...shared}
        maw={520}
        autosize
        maxRows={10}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
    )
  return <TextInput {...shared} value={draft} onChange={(event) => setDraft(event.currentTarget.value)} />
}
