//! The reference keeps the contract.
use std::sync::Arc;

use adapter_memory::Memory;
use contract::a::Clock;

fn two_handles_to_memory() -> (Memory, Memory) {
    let memory = Memory::new(Arc::new(Clock));
    (memory.clone(), memory)
}

contract::store!(std::future::ready(two_handles_to_memory()));
contract::media_store!(std::future::ready(two_handles_to_memory()));
