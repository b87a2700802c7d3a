import { Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { conversationsQuery, useLocale } from '@/api/queries'
import { relative } from '@/lib/format'

export function ConversationList() {
  const { data, isPending } = useQuery(conversationsQuery)
  const locale = useLocale()
  if (isPending)
    return (
      <Stack gap={10} px={10} pt={4}>
        {[70, 85, 60].map((width) => (
          <Skeleton key={width} h={12} w={`${width}%`} />
        ))}
      </Stack>
    )
  const named = data?.items.filter((item) => item.title) ?? []
  if (!named.length)
    return (
      <Text size="sm" c="dimmed" px={10}>
        Your conversations will be listed here.
      </Text>
    )
  return (
    <Stack gap={1} component="nav" aria-label="Conversations" data-testid="conversations">
      {named.map((item) => (
        <Link
          key={item.id}
          to="/chat/$conversationId"
          params={{ conversationId: item.id }}
          className="nav"
          title={`${item.title} · ${relative(item.updated_at, locale)}`}
        >
          <span className="truncate">{item.title}</span>
        </Link>
      ))}
    </Stack>
  )
}
