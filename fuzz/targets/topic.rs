//! Topics, as clients name them.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| domain::realtime::laws::hold(text));
