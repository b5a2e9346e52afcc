//! RabbitMQ keeps what every queue owes.
use adapter_rabbitmq::RabbitQueue;

use crate::scene;

async fn two_handles_to_one_exchange() -> (RabbitQueue, RabbitQueue) {
    let exchange = scene::an_exchange();
    (scene::a_queue(&exchange).await, scene::a_queue(&exchange).await)
}

::contract::event_queue!(two_handles_to_one_exchange());
