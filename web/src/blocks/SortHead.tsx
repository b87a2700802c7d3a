import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useState } from 'react'
import { compare } from '@/lib/format'

export type Sorting = { key: string; down: boolean } | null

/** Sorts rows that are all here; a third click restores the order of the answer. */
export function useSorted<T>(rows: T[], value: (row: T, key: string) => unknown) {
  const [sorting, setSorting] = useState<Sorting>(null)
  const sorted = sorting
    ? [...rows].sort((a, b) => {
        const [x, y] = [value(a, sorting.key), value(b, sorting.key)]
        const order = compare(x, y)
        const emptyLast = x === null || x === undefined || y === null || y === undefined
        return sorting.down && !emptyLast ? -order : order
      })
    : rows
  const toggle = (key: string) =>
    setSorting(sorting?.key !== key ? { key, down: false } : sorting.down ? null : { key, down: true })
  return { sorted, sorting, toggle }
}

type Props = { id: string; label: string; right?: boolean; sorting: Sorting; toggle: (key: string) => void }

export function SortHead({ id, label, right, sorting, toggle }: Props) {
  const active = sorting?.key === id
  const Icon = active && sorting.down ? IconArrowDown : IconArrowUp
  return (
    <th
      className={right ? 'right' : undefined}
      scope="col"
      aria-sort={active ? (sorting.down ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" className="sort" onClick={() => toggle(id)}>
        {label}
        {active && <Icon size={13} />}
      </button>
    </th>
  )
}
