/** The paths of the app. Each page is its own chunk. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
} from '@tanstack/react-router'
import { session } from './api/session'
import { objectOf } from './lib/objects'
import { NotFound, RouteError } from './shell/Fallbacks'

const root = createRootRoute({ notFoundComponent: NotFound, errorComponent: RouteError })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { return?: string } =>
    typeof search.return === 'string' ? { return: search.return } : {},
  component: lazyRouteComponent(() => import('./pages/SignIn'), 'SignIn'),
})

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: ({ location }) => {
    if (!session.token) throw redirect({ to: '/sign-in', search: { return: location.href } })
  },
  component: lazyRouteComponent(() => import('./shell/Shell'), 'Shell'),
})

const chatPage = () => lazyRouteComponent(() => import('./pages/Chat'), 'Chat')
type About = { about?: string; object?: string; label?: string }
const about = (search: Record<string, unknown>): About =>
  typeof search.about === 'string' && typeof search.object === 'string'
    ? { about: search.about, object: search.object, label: String(search.label ?? '') }
    : {}

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  component: chatPage(),
  validateSearch: about,
})
const chat = createRoute({ getParentRoute: () => app, path: '/chat/$conversationId', component: chatPage() })
const today = createRoute({
  getParentRoute: () => app,
  path: '/today',
  component: lazyRouteComponent(() => import('./pages/Today'), 'Today'),
})
const approvals = createRoute({
  getParentRoute: () => app,
  path: '/approvals',
  component: lazyRouteComponent(() => import('./pages/Approvals'), 'Approvals'),
})

type ListSearch = { q?: string; sort?: string; view?: 'all' | 'open' }
const records = createRoute({
  getParentRoute: () => app,
  path: '/$plural',
  validateSearch: (search: Record<string, unknown>): ListSearch => ({
    ...(typeof search.q === 'string' && search.q ? { q: search.q } : {}),
    ...(typeof search.sort === 'string' && search.sort ? { sort: search.sort } : {}),
    ...(search.view === 'all' || search.view === 'open' ? { view: search.view } : {}),
  }),
  beforeLoad: ({ params }) => {
    if (!objectOf(params.plural)) throw notFound()
  },
  component: lazyRouteComponent(() => import('./pages/Records'), 'Records'),
})
const record = createRoute({
  getParentRoute: () => app,
  path: '/$plural/$id',
  beforeLoad: ({ params }) => {
    if (!objectOf(params.plural)) throw notFound()
  },
  component: lazyRouteComponent(() => import('./pages/Record'), 'RecordPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([signIn, app.addChildren([home, chat, today, approvals, records, record])]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
