"""Guarded writes: whatever reads language files a proposal; a person decides; the database applies it once or not at all."""
