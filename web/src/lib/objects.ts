/** The CRM's objects: paths, words, which fields a list shows first, and what it usually shows: what is not over yet. */
export const OBJECTS = {
  deal: {
    plural: 'deals',
    title: 'Deals',
    columns: ['stage', 'amount', 'close_date', 'account', 'owner'],
    sort: 'close_date',
    open: { is_open: 'true' },
  },
  account: {
    plural: 'accounts',
    title: 'Accounts',
    columns: ['industry', 'city', 'annual_revenue', 'employees', 'owner'],
    sort: 'name',
  },
  contact: {
    plural: 'contacts',
    title: 'Contacts',
    columns: ['title', 'account', 'email', 'phone', 'owner'],
    sort: 'name',
  },
  lead: {
    plural: 'leads',
    title: 'Leads',
    columns: ['company', 'status', 'source', 'follow_up_date', 'owner'],
    sort: '-created_at',
  },
  activity: {
    plural: 'activities',
    title: 'Activities',
    columns: ['type', 'occurred_at', 'due_date', 'status', 'owner'],
    sort: '-occurred_at',
    open: { type: 'task', status: 'open', sort: 'due_date' },
  },
  product: { plural: 'products', title: 'Products', columns: ['family', 'list_price'], sort: 'name' },
  ticket: {
    plural: 'tickets',
    title: 'Tickets',
    columns: ['status', 'priority', 'account', 'owner'],
    sort: '-created_at',
    open: { resolved_at__isnull: 'true' },
  },
} as const

export type ObjectName = keyof typeof OBJECTS
export const isObject = (name: string): name is ObjectName => name in OBJECTS
export const objectOf = (plural: string): ObjectName | null =>
  (Object.keys(OBJECTS) as ObjectName[]).find((name) => OBJECTS[name].plural === plural) ?? null
export const pluralOf = (object: string): string => (isObject(object) ? OBJECTS[object].plural : `${object}s`)
export const recordPath = (object: string, id: string) => `/${pluralOf(object)}/${encodeURIComponent(id)}`

/** Sorting fields as the list's heading offers them. */
export const SORTABLE = new Set([
  'name',
  'amount',
  'close_date',
  'created_at',
  'annual_revenue',
  'employees',
  'follow_up_date',
  'due_date',
  'occurred_at',
  'stage',
  'status',
  'company',
])
