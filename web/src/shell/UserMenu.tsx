import {
  Avatar,
  Group,
  Menu,
  SegmentedControl,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core'
import { IconLogout, IconSelector } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { meQuery } from '@/api/queries'
import { session } from '@/api/session'
import { humanise } from '@/lib/format'

export function UserMenu() {
  const { data: me } = useQuery(meQuery)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const navigate = useNavigate()
  const client = useQueryClient()
  const signOut = () => {
    session.end()
    client.clear()
    void navigate({ to: '/sign-in' })
  }
  return (
    <Menu position="top-start" width={230} shadow="md" radius="md">
      <Menu.Target>
        <UnstyledButton className="nav" w="100%" data-testid="user-menu" aria-label="Account and appearance">
          <Avatar size={30} color="pine" name={me?.name ?? ' '} />
          <div style={{ flex: 1, minWidth: 0 }}>
            <Text size="sm" fw={600} truncate lh={1.25}>
              {me?.name ?? ' '}
            </Text>
            <Text size="xs" c="dimmed" truncate lh={1.25}>
              {me ? [humanise(me.role), me.team].filter(Boolean).join(' · ') : ' '}
            </Text>
          </div>
          <IconSelector size={16} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me?.email}</Menu.Label>
        <Group px="xs" pb="xs">
          <SegmentedControl
            fullWidth
            w="100%"
            size="xs"
            aria-label="Appearance"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
            data={[
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
              { value: 'auto', label: 'System' },
            ]}
          />
        </Group>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut} data-testid="sign-out">
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
