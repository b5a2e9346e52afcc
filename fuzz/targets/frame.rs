//! Frames of the gateway.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|frame: &str| wire::gateway::laws::hold(frame));
