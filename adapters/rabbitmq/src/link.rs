//! One connection to the broker with one channel on it.
use std::io;
use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use lapin::tcp::{AMQPUriTcpExt, AsyncTcpStream, TLSConfig};
use lapin::uri::{AMQPScheme, AMQPUri};
use lapin::{Channel, Connection, ConnectionProperties, Event};
use tokio::time::{interval, timeout};

use crate::PATIENCE;
use crate::broker::Broker;
use crate::socket::{Outlet, Plug};

/// A connection that stays lost once it is lost.
pub(crate) struct Link {
    connection: Connection,
    pub(crate) channel: Channel,
    _plug: Plug,
}

impl Link {
    /// How long a good-bye may take.
    const FAREWELL: Duration = Duration::from_secs(1);
    /// How often the state is looked at, should the driver have told nothing.
    const LOOK: Duration = Duration::from_secs(1);

    /// Connects, and makes sure that the exchanges exist.
    pub(crate) async fn open(broker: &Broker, name: &str) -> lapin::Result<Self> {
        let plug = Plug::default();
        let opening = timeout(PATIENCE, async {
            let connection = connect(broker, name, plug.outlet()).await?;
            let channel = connection.create_channel().await?;
            broker.declare_exchanges(&channel).await?;
            Ok::<_, lapin::Error>((connection, channel))
        });
        let (connection, channel) = opening.await.map_err(|_| silent())??;
        Ok(Self { connection, channel, _plug: plug })
    }

    /// One more channel, which ends with the connection.
    pub(crate) async fn another_channel(&self) -> lapin::Result<Channel> {
        self.connection.create_channel().await
    }

    /// Whether the broker takes nothing from us for now, for want of memory or disk.
    pub(crate) fn is_blocked(&self) -> bool {
        self.connection.status().blocked()
    }

    /// Returns when the connection or its channel is lost, and says why.
    pub(crate) async fn lost(&self) -> String {
        let mut events = pin!(self.connection.events_listener());
        let mut look = interval(Self::LOOK);
        loop {
            tokio::select! {
                event = events.next() => match event {
                    Some(Event::Error(error)) => return error.to_string(),
                    Some(Event::ConnectionBlocked(reason)) => {
                        tracing::warn!(reason, "the broker takes no events for now");
                        metrics::gauge!("rookery_broker_blocked").set(1.0);
                    }
                    Some(Event::ConnectionUnblocked) => {
                        metrics::gauge!("rookery_broker_blocked").set(0.0);
                    }
                    Some(_) => {}
                    None => return "the connection is gone".to_owned(),
                },
                _ = look.tick() => {
                    if !self.connection.status().connected() || !self.channel.status().connected() {
                        return "the connection or its channel is closed".to_owned();
                    }
                }
            }
        }
    }

    /// Says good-bye. Whatever comes of it, the socket is shut down when the link is dropped.
    pub(crate) async fn close(&self) {
        let _ = timeout(Self::FAREWELL, self.connection.close(200, "bye".into())).await;
    }
}

async fn connect(broker: &Broker, name: &str, outlet: Outlet) -> lapin::Result<Connection> {
    let properties = ConnectionProperties::default().with_connection_name(name.into());
    let runtime = lapin::runtime::default_runtime()?;
    Connection::connector(
        broker.uri.clone(),
        runtime,
        async move |uri: AMQPUri, runtime| {
            let plain = AMQPUri { scheme: AMQPScheme::AMQP, ..uri.clone() };
            let stream = timeout(PATIENCE, plain.connect_async(&runtime)).await.map_err(|_| silent())??;
            if let AsyncTcpStream::Plain(stream) = &stream {
                outlet.connect(stream.get_ref())?;
            }
            Ok(match uri.scheme {
                AMQPScheme::AMQP => stream,
                AMQPScheme::AMQPS => stream.into_tls(&uri.authority.host, TLSConfig::default()).await?,
            })
        },
        properties,
    )
    .await
}

fn silent() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the broker does not answer")
}
