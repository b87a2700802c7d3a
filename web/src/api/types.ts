/** Short names for the generated wire types. */
import type { components } from './schema'

type S = components['schemas']

export type Reference = S['Reference']
export type RecordItem = S['RecordItem']
export type CrmRecord = S['Record'] & { [field: string]: unknown }
export type Citation = S['Citation']
export type Finding = S['Finding']
export type Reason = S['Reason']
export type Note = S['NoteBody']
export type Proposal = S['Proposal']
export type Change = S['Change']
export type FieldChange = S['FieldChange']
export type Message = S['Message']
export type Block = Message['blocks'][number]
export type BlockOf<T extends Block['type']> = Extract<Block, { type: T }>
export type Column = S['Column']
export type Conversation = S['Conversation']
export type Me = S['Me']
export type Score = S['Score']
export type SendMessage = S['SendMessage']
export type PageContext = S['PageContext']
export type ApproveRequest = S['ApproveRequest']
export type Problem = S['Problem']
export type Token = S['Token']

export type Page<T> = { items: T[]; total: number; total_is?: 'at_least' | null; next_cursor: string | null }
