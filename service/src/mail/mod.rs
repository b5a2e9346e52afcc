//! Mail: letters wait in the store and are taken to whoever delivers them.
mod patient;
mod ports;
mod postman;
#[cfg(test)]
mod tests;

pub use ports::{LetterRepository, Mailer, Undeliverable};
pub use postman::Postman;
