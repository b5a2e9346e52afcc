//! Whatever somebody asks of the shop.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| domain::shop::laws::hold(text));
