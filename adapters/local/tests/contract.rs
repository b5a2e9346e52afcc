//! The queue of one process keeps what every queue owes.
use std::future::{Ready, ready};

use adapter_local::LocalQueue;

fn two_handles_to_one_queue() -> Ready<(LocalQueue, LocalQueue)> {
    let queue = LocalQueue::new();
    ready((queue.clone(), queue))
}

contract::event_queue!(two_handles_to_one_queue());
