//! The queue against a real broker: the one of ROOKERY_TEST_AMQP_URL, or a private one.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be prepared has to fail")]

mod broker;
mod contract;
mod outages;
mod proxy;
mod scene;
mod silent;
