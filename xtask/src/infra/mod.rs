//! Private PostgreSQL, RabbitMQ and server processes, which end with the program that started them.

mod accounts;
mod container;
mod host;
mod last_will;
mod launch;
mod packages;
mod ports;
mod postgres;
mod process;
mod programs;
mod rabbitmq;
mod readiness;
mod setup;
mod tempdir;

pub use launch::Launch;
pub use packages::install as install_packages;
pub use ports::free_port;
pub use postgres::{DATABASE_VARIABLE, Postgres};
pub use process::Process;
pub use programs::{find_program, our_program};
pub use rabbitmq::{AMQP_VARIABLE, RabbitMq};
pub use readiness::http_status;
pub use setup::Setup;
pub use tempdir::TempDir;
