/** What stands in for a page: failed, not there, empty. */
import { Alert, Button, Center, Stack, Text, Title } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export function ErrorLine({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const text = error instanceof Error ? error.message : String(error)
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertCircle size={18} />}
      role="alert"
      data-testid="error"
      py="xs"
    >
      {text}
      {onRetry && (
        <Button variant="subtle" color="red" size="compact-sm" ml="xs" onClick={onRetry} data-testid="retry">
          Try again
        </Button>
      )}
    </Alert>
  )
}

export function Empty({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <Center py={64} px="md" data-testid="empty">
      <Stack align="center" gap={8} maw={420} ta="center">
        <div style={{ color: 'var(--soft)', opacity: 0.7 }}>{icon}</div>
        <Text fw={600}>{title}</Text>
        <Text size="sm" c="dimmed" component="div">
          {children}
        </Text>
      </Stack>
    </Center>
  )
}

export function NotFound() {
  return (
    <Center mih="60vh" p="md">
      <Stack align="center" gap="xs" ta="center">
        <Title order={2}>Nothing here</Title>
        <Text c="dimmed">This page does not exist, or it is not yours to see.</Text>
        <Button component={Link} to="/" variant="light" mt="sm">
          Back to the assistant
        </Button>
      </Stack>
    </Center>
  )
}

export function RouteError({ error, reset }: ErrorComponentProps) {
  return (
    <div className="page">
      <ErrorLine error={error} onRetry={reset} />
    </div>
  )
}
