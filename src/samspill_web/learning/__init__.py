"""Guide, glossary, and how sure we are: help for those who lead, ask and answer."""
