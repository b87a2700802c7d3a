/** The frame of every signed-in page: navigation at the side, a burger on small screens. */
import { ActionIcon, AppShell, Burger, Group, ScrollArea, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconEdit } from '@tabler/icons-react'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { RecordDrawer } from '@/records/RecordDrawer'
import { Brand } from './Brand'
import { ConversationList } from './ConversationList'
import { Navigation } from './Navigation'
import { UserMenu } from './UserMenu'

export function Shell() {
  const [opened, { toggle, close }] = useDisclosure()
  const path = useRouterState({ select: (state) => state.location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu that led to it
  useEffect(close, [path])
  return (
    <AppShell
      navbar={{ width: 264, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      header={{ height: { base: 52, sm: 0 } }}
      padding={0}
    >
      <a className="skip" href="#main">
        Skip to content
      </a>
      <AppShell.Header
        hiddenFrom="sm"
        px="sm"
        style={{ background: 'var(--canvas)', borderColor: 'var(--line)' }}
      >
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Burger opened={opened} onClick={toggle} size="sm" aria-label="Menu" data-testid="burger" />
          <Brand />
          <ActionIcon component={Link} to="/" variant="subtle" color="gray" size="lg" aria-label="New chat">
            <IconEdit size={20} />
          </ActionIcon>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" style={{ background: 'var(--side)', borderColor: 'var(--line)' }}>
        <AppShell.Section visibleFrom="sm" px={6} pt={4} pb="md">
          <Brand />
        </AppShell.Section>
        <AppShell.Section>
          <Navigation />
        </AppShell.Section>
        <AppShell.Section grow component={ScrollArea} type="hover" scrollbarSize={6} mt="md">
          <Text size="xs" fw={600} c="dimmed" px={10} pb={4}>
            Conversations
          </Text>
          <ConversationList />
        </AppShell.Section>
        <AppShell.Section pt="xs">
          <UserMenu />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: 'none' }}>
        <Outlet />
      </AppShell.Main>
      <RecordDrawer />
    </AppShell>
  )
}
