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
import { approvalsQuery } from '@/api/queries'

const RECORDS = [
  { plural: 'deals', label: 'Deals', icon: IconTargetArrow },
  { plural: 'accounts', label: 'Accounts', icon: IconBuilding },
  { plural: 'contacts', label: 'Contacts', icon: IconAddressBook },
  { plural: 'leads', label: 'Leads', icon: IconListDetails },
  { plural: 'activities', label: 'Activities', icon: IconCalendarStats },
] as const

export function Navigation() {
  const { data } = useQuery(approvalsQuery)
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
      {RECORDS.map(({ plural, label, icon: Icon }) => (
        <Link key={plural} to="/$plural" params={{ plural }} className="nav" data-testid={`nav-${plural}`}>
          <Icon size={18} /> {label}
        </Link>
      ))}
    </Stack>
  )
}
