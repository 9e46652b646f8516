"""Papers as files: PDF, Word, HTML."""
