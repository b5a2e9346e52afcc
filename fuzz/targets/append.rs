//! Commands to append, in whatever order.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| sourcing::laws::hold(bytes));
