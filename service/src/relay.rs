//! Moves events from the outbox to the log and the queue.
