import { createTheme, type MantineColorsTuple } from '@mantine/core'

const pine: MantineColorsTuple = [
  '#edf7f4',
  '#d9ebe6',
  '#b3d7cd',
  '#88c1b3',
  '#63ad9c',
  '#45988a',
  '#2f8376',
  '#17685c',
  '#115449',
  '#083e36',
]
/** Neutral and a little warm: Mantine's own dark greys are bluish. */
const dark: MantineColorsTuple = [
  '#d9dad7',
  '#b4b6b2',
  '#94968f',
  '#6b6e68',
  '#3f423e',
  '#333632',
  '#272a27',
  '#1d201d',
  '#171917',
  '#111311',
]

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 5 },
  colors: { pine, dark },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  headings: {
    fontWeight: '620',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.2rem' }, h3: { fontSize: '1rem' } },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Badge: {
      defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 550 },
      styles: { root: { overflow: 'visible', minWidth: 'max-content' } },
    },
    Button: { defaultProps: { radius: 'md' } },
    Tooltip: { defaultProps: { openDelay: 400 } },
  },
})
