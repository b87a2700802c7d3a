-- Who is answering a conversation, whatever process they are in: a turn takes several transactions, which no lock outlives.
-- A lease: a process that dies in the middle of an answer keeps the conversation for no longer than this.
ALTER TABLE crm.conversation ADD COLUMN answering_until timestamptz;
