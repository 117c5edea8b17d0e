"""What every app stands on: clock, audit log, tasks, outbox, texts, errors. No word of the field."""
