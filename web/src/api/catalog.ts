/** The tenant's own words and fields: what the administrator calls things, and what a field holds. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { humanise } from '@/lib/format'
import { isObject, OBJECTS } from '@/lib/objects'
import { get } from './client'

export type FieldInfo = {
  field: string
  label: string
  kind: string
  options: { value: string }[]
  read_only: boolean
  custom: boolean
  read_only_for: string[]
  masked_for: string[]
}
type ObjectInfo = { object: string; label: string; plural: string; fields: FieldInfo[] }

const catalogQuery = queryOptions({
  queryKey: ['catalog'],
  queryFn: async ({ signal }) =>
    new Map(
      (await get<{ items: ObjectInfo[] }>('/settings/objects', signal)).items.map((one) => [one.object, one]),
    ),
  staleTime: 60_000,
})

export type Catalog = {
  title: (object: string) => string
  label: (object: string) => string
  fields: (object: string) => FieldInfo[]
  field: (object: string, name: string) => FieldInfo | undefined
  /** What a column or a fact is called. */
  heading: (object: string, name: string) => string
}

/** Until it has come, the usual words. */
export function useCatalog(): Catalog {
  const { data } = useQuery(catalogQuery)
  const field = (object: string, name: string) =>
    data?.get(object)?.fields.find((info) => info.field === name)
  return {
    title: (object) =>
      data?.get(object)?.plural ?? (isObject(object) ? OBJECTS[object].title : humanise(object)),
    label: (object) => data?.get(object)?.label ?? humanise(object),
    fields: (object) => data?.get(object)?.fields ?? [],
    field,
    heading: (object, name) => field(object, name)?.label ?? humanise(name),
  }
}
