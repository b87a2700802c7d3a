-- Of the chunks that hold a word, in how many it is (part of) the name of who or what the text is about.
ALTER TABLE crm.word ADD COLUMN named int NOT NULL DEFAULT 0;
-- Counted again at the indexer's next look.
TRUNCATE crm.word, crm.word_state;
