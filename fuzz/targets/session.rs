//! A session of the gateway, told by bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;

use service::realtime::gateway::laws::{hold, steps};

fuzz_target!(|bytes: &[u8]| hold(steps(bytes)));
