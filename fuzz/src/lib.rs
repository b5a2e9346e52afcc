//! Nothing by itself: its programs are the targets.
#![doc = include_str!("../README.md")]
