"""Questions to mail and notes with the texts that answer them, and what each way of searching finds."""
