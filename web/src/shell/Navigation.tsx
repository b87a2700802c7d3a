import { Badge, Stack } from '@mantine/core'
import {
  IconAddressBook,
  IconBuilding,
  IconCalendarStats,
  IconChecklist,
  IconEdit,
  IconListDetails,
  IconSun,
  IconTargetArrow,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCatalog } from '@/api/catalog'
import { approvalsQuery } from '@/api/queries'
import { pluralOf } from '@/lib/objects'

const RECORDS = [
  { object: 'deal', icon: IconTargetArrow },
  { object: 'account', icon: IconBuilding },
  { object: 'contact', icon: IconAddressBook },
  { object: 'lead', icon: IconListDetails },
  { object: 'activity', icon: IconCalendarStats },
] as const

export function Navigation() {
  const { data } = useQuery(approvalsQuery)
  const { title } = useCatalog()
  const waiting = data?.total ?? 0
  return (
    <Stack gap={2} component="nav" aria-label="Main">
      <Link
        to="/"
        className="nav"
        activeOptions={{ exact: true, includeSearch: false }}
        data-testid="nav-chat"
      >
        <IconEdit size={18} /> New chat
      </Link>
      <Link to="/today" className="nav" data-testid="nav-today">
        <IconSun size={18} /> Today
      </Link>
      <Link to="/approvals" className="nav" data-testid="nav-approvals">
        <IconChecklist size={18} /> <span style={{ flex: 1 }}>Approvals</span>
        {waiting > 0 && (
          <Badge size="sm" color="orange" aria-label={`${waiting} waiting`} data-testid="approvals-count">
            {waiting}
          </Badge>
        )}
      </Link>
      <div style={{ height: 10 }} />
      {RECORDS.map(({ object, icon: Icon }) => {
        const plural = pluralOf(object)
        return (
          <Link key={plural} to="/$plural" params={{ plural }} className="nav" data-testid={`nav-${plural}`}>
            <Icon size={18} /> {title(object)}
          </Link>
        )
      })}
    </Stack>
  )
}
