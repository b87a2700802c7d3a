"""What a clause wants: acts, recognised by a small classifier on the sentence encoder and on what the chart holds."""
