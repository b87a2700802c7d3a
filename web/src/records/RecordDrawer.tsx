/** A record beside whatever page one is on. */
import { Button, Drawer, Group, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconExternalLink, IconMessageCircle } from '@tabler/icons-react'
import { Link, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { humanise } from '@/lib/format'
import { pluralOf } from '@/lib/objects'
import { useStore } from '@/lib/store'
import { closeRecord, openedRecord } from './open'

const RecordView = lazy(() => import('./RecordView').then((module) => ({ default: module.RecordView })))

export function RecordDrawer() {
  const opened = useStore(openedRecord)
  const small = useMediaQuery('(max-width: 48em)')
  const path = useRouterState({ select: (state) => state.location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer
  useEffect(closeRecord, [path])
  return (
    <Drawer
      opened={opened !== null}
      onClose={closeRecord}
      position="right"
      size={small ? '100%' : 520}
      overlayProps={{ backgroundOpacity: 0.25 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      styles={{
        content: { background: 'var(--canvas)' },
        header: { background: 'var(--canvas)' },
        title: { minWidth: 0 },
      }}
      title={
        opened && (
          <>
            <Text size="xs" c="dimmed">
              {[humanise(opened.object), opened.ref].filter(Boolean).join(' · ')}
            </Text>
            <Text fw={650} fz="lg" lh={1.3} style={{ overflowWrap: 'anywhere' }}>
              {opened.label}
            </Text>
          </>
        )
      }
    >
      {opened && (
        <div data-testid="record-drawer">
          <Group gap="xs" mb="md">
            <Button
              component={Link}
              to="/$plural/$id"
              params={{ plural: pluralOf(opened.object), id: opened.id } as never}
              variant="default"
              size="xs"
              leftSection={<IconExternalLink size={14} />}
            >
              Open page
            </Button>
            <Button
              component={Link}
              to="/"
              search={{ about: opened.id, object: opened.object, label: opened.label } as never}
              onClick={closeRecord}
              variant="default"
              size="xs"
              leftSection={<IconMessageCircle size={14} />}
            >
              Ask about it
            </Button>
          </Group>
          <Suspense>
            <RecordView object={opened.object} id={opened.id} />
          </Suspense>
        </div>
      )}
    </Drawer>
  )
}
