import { Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useCatalog } from '@/api/catalog'
import type { BlockOf, RecordItem } from '@/api/types'
import { isObject, pluralOf } from '@/lib/objects'
import { FieldValue } from '@/records/FieldValue'
import { openRecord } from '@/records/open'
import { SortHead, useSorted } from './SortHead'

const value = (item: RecordItem, key: string) => (key === 'label' ? item.label : item.fields[key])
const HIDDEN = new Set(['currency', 'name', 'subject'])

/** The answer's fields in the order in which they first appear, without what would be the same in every row. */
function columnsOf(items: RecordItem[]): string[] {
  const names = new Set(items.flatMap((item) => Object.keys(item.fields)))
  const shown = [...names].filter((name) => !HIDDEN.has(name))
  if (shown.length < 5 || items.length < 2) return shown
  return shown.filter((name) => new Set(items.map((item) => JSON.stringify(item.fields[name]))).size > 1)
}

export function Records({ block }: { block: BlockOf<'records'> }) {
  const columns = columnsOf(block.items)
  const { sorted, sorting, toggle } = useSorted(block.items, value)
  const catalog = useCatalog()
  const title = catalog.title(block.object)
  const right = new Set(
    columns.filter((name) => block.items.some((item) => typeof item.fields[name] === 'number')),
  )
  if (!block.items.length) return null
  return (
    <section className="card" data-testid="block-records" aria-label={title}>
      <Group justify="space-between" px={14} pt={10} pb={2}>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="xs" c="dimmed" className="num">
          {block.items.length < block.total
            ? `${block.items.length} of ${block.total.toLocaleString()}`
            : block.total}
        </Text>
      </Group>
      <div className="scroll">
        <table className="grid stack">
          <thead>
            <tr>
              <SortHead id="label" label="Name" sorting={sorting} toggle={toggle} />
              {columns.map((name) => (
                <SortHead
                  key={name}
                  id={name}
                  label={catalog.heading(block.object, name)}
                  right={right.has(name)}
                  sorting={sorting}
                  toggle={toggle}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((item) => (
              <Row key={item.id} item={item} object={block.object} columns={columns} right={right} />
            ))}
          </tbody>
        </table>
      </div>
      {block.items.length < block.total && isObject(block.object) && (
        <Text size="sm" px={14} py={8} style={{ borderTop: '1px solid var(--line)' }}>
          <Link className="link" to="/$plural" params={{ plural: pluralOf(block.object) }}>
            All {title.toLowerCase()}
          </Link>
        </Text>
      )}
    </section>
  )
}

type RowProps = { item: RecordItem; object: string; columns: string[]; right: Set<string> }

function Row({ item, object, columns, right }: RowProps) {
  const open = () => openRecord({ object, id: item.id, ref: item.ref, label: item.label })
  return (
    <tr className="open" onClick={open} data-testid={`record-${item.ref}`}>
      <td style={{ minWidth: 170 }}>
        <button type="button" className="link" style={{ fontWeight: 570 }} onClick={open}>
          {item.label}
        </button>
        <Text size="xs" c="dimmed" className="num">
          {item.ref}
        </Text>
      </td>
      {columns.map((name) => (
        <td key={name} className={right.has(name) ? 'right' : 'nowrap truncate'}>
          <FieldValue value={item.fields[name]} field={name} />
        </td>
      ))}
    </tr>
  )
}
