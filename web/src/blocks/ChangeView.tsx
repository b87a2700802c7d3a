/** One change of a proposal: what record, each field before and after, and why. */
import { Badge, Checkbox, Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconQuote } from '@tabler/icons-react'
import { useCatalog } from '@/api/catalog'
import type { Change, FieldChange } from '@/api/types'
import { colorOf } from '@/lib/colors'
import { humanise } from '@/lib/format'
import { EditValue } from '@/records/EditValue'
import { FieldValue, ReferenceLink } from '@/records/FieldValue'

const VERB: Record<Change['op'], string> = {
  create: 'New',
  update: 'Update',
  delete: 'Delete',
  merge: 'Merge',
}
const VERB_COLOR: Record<Change['op'], string> = {
  create: 'teal',
  update: 'blue',
  delete: 'red',
  merge: 'orange',
}

type Props = {
  change: Change
  all: Change[]
  chosen: boolean
  edits: Record<string, unknown>
  selectable: boolean
  editable: boolean
  onToggle: () => void
  onEdit: (field: string, value: unknown) => void
}

export function ChangeView({ change, all, chosen, edits, selectable, editable, onToggle, onEdit }: Props) {
  /** A new activity's type is its badge already. */
  const fields = Object.entries(change.set).filter(([field]) => !(field === 'type' && change.op === 'create'))
  const name = nameOf(change)
  return (
    <div
      className="change"
      data-off={chosen ? undefined : ''}
      data-testid={`change-${change.op}-${change.object}`}
    >
      <Group gap="sm" wrap="nowrap" align="flex-start">
        {selectable && (
          <Checkbox
            checked={chosen}
            onChange={onToggle}
            mt={2}
            aria-label={`Include: ${VERB[change.op]} ${change.object} ${name}`}
            data-testid="change-checkbox"
          />
        )}
        <div className="change-body" style={{ flex: 1, minWidth: 0 }}>
          <Group gap={8} mb={fields.length ? 8 : 0}>
            <Badge size="sm" color={VERB_COLOR[change.op]}>{`${VERB[change.op]} ${typeOf(change)}`}</Badge>
            <Text size="sm" fw={600} component="span" style={{ overflowWrap: 'anywhere' }}>
              {change.record ? <ReferenceLink value={change.record} /> : name}
            </Text>
            {change.record && (
              <Text size="xs" c="dimmed" className="num">
                {change.record.ref}
              </Text>
            )}
            {change.status !== 'pending' && (
              <Badge size="sm" color={colorOf(change.status)}>
                {humanise(change.status)}
              </Badge>
            )}
          </Group>
          {change.merge && change.merge.length > 0 && (
            <Text size="sm" mb={6}>
              Merged into it: {change.merge.map((record) => record.label).join(', ')}
            </Text>
          )}
          <div className="diff">
            {fields.map(([field, value]) => (
              <FieldDiff
                key={field}
                field={field}
                value={value}
                edited={field in edits ? edits[field] : undefined}
                change={change}
                all={all}
                editable={editable && chosen && change.op !== 'delete'}
                onEdit={(next) => onEdit(field, next)}
              />
            ))}
          </div>
          {change.warnings.map((warning) => (
            <Group
              key={warning.text}
              gap={7}
              mt={8}
              wrap="nowrap"
              align="flex-start"
              className="warn"
              data-testid="warning"
            >
              <IconAlertTriangle size={15} style={{ flex: 'none', marginTop: 2 }} />
              <Text size="sm" c="inherit">
                {warning.text}
              </Text>
            </Group>
          ))}
          {change.evidence.map((note) => (
            <Group key={note.text} gap={7} mt={8} wrap="nowrap" align="flex-start" c="dimmed">
              <IconQuote size={14} style={{ flex: 'none', marginTop: 2 }} />
              <Text size="xs" c="inherit" fs="italic">
                {note.text} {note.record && <ReferenceLink value={note.record} />}
              </Text>
            </Group>
          ))}
        </div>
      </Group>
    </div>
  )
}

type DiffProps = {
  field: string
  value: FieldChange
  edited: unknown
  change: Change
  all: Change[]
  editable: boolean
  onEdit: (value: unknown) => void
}

function FieldDiff({ field, value, edited, change, all, editable, onEdit }: DiffProps) {
  const catalog = useCatalog()
  const after = edited === undefined ? value.after : edited
  const created = createdBy(after, all)
  const showBefore =
    change.op !== 'create' && value.before !== null && value.before !== undefined && value.before !== ''
  return (
    <>
      <Text size="sm" c="dimmed" component="span">
        {catalog.heading(change.object, field)}
      </Text>
      <span data-testid={`field-${field}`}>
        {showBefore && (
          <>
            {/* Struck through, a coloured state would look like the new one: it is words here. */}
            <span className="before">
              <FieldValue value={value.before} field={field} plain />
            </span>
            <Text span c="dimmed" mx={7} aria-label="becomes">
              →
            </Text>
          </>
        )}
        {created ? (
          <span className="after">{created}</span>
        ) : editable ? (
          <EditValue
            field={field}
            value={after}
            original={value.after}
            info={catalog.field(change.object, field)}
            onChange={onEdit}
          />
        ) : (
          <span className="after">
            <FieldValue value={after} field={field} />
          </span>
        )}
      </span>
    </>
  )
}

function createdBy(value: unknown, all: Change[]): string | null {
  if (typeof value !== 'object' || value === null || !('change_id' in value)) return null
  const change = all.find((one) => one.id === (value as { change_id: string }).change_id)
  return change ? `the new ${change.object} ${nameOf(change)}`.trim() : 'a record made by this proposal'
}

function nameOf(change: Change): string {
  if (change.record) return change.record.label
  const after = change.set.name?.after ?? change.set.subject?.after
  return typeof after === 'string' ? after : ''
}

/** "call" says more than "activity". */
function typeOf(change: Change): string {
  const type = change.set.type?.after
  return change.object === 'activity' && typeof type === 'string' ? type : change.object
}
