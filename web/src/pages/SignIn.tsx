import { Button, Center, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { signIn } from '@/api/client'
import { safeReturn } from '@/api/session'
import { Brand } from '@/shell/Brand'
import { ErrorLine } from '@/shell/Fallbacks'

export function SignIn() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const router = useRouter()
  const client = useQueryClient()
  const search = useSearch({ from: '/sign-in' })
  const attempt = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    onSuccess: () => {
      client.clear()
      router.history.push(safeReturn(search.return))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    attempt.mutate()
  }
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w="100%" maw={380} gap="lg">
        <Brand size={30} />
        <form className="card" onSubmit={submit} style={{ padding: 26 }} aria-label="Sign in">
          <Stack gap="md">
            <div>
              <Title order={1} fz="1.25rem">
                Sign in
              </Title>
              <Text size="sm" c="dimmed" mt={4}>
                Ask about customers, dictate what happened, approve what changes.
              </Text>
            </div>
            <TextInput
              label="E-mail"
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              autoFocus
              size="md"
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              data-testid="email"
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              size="md"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              data-testid="password"
            />
            {attempt.error && <ErrorLine error={attempt.error} />}
            <Button type="submit" size="md" loading={attempt.isPending} data-testid="sign-in">
              Sign in
            </Button>
          </Stack>
        </form>
        <Text size="xs" c="dimmed" ta="center">
          Forgot your password? An administrator can set a new one.
        </Text>
      </Stack>
    </Center>
  )
}
