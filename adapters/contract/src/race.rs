//! Many at once, and waiting for what has to come.
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

/// How long something that has to happen may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs all of them at once; gives what they gave, in no order.
pub(crate) async fn together<T: Send + 'static>(
    tasks: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    tasks.into_iter().collect::<JoinSet<T>>().join_all().await
}

/// Goes so many steps with something, then gives it up wherever it stands.
pub(crate) async fn abandoned<T>(after: usize, it: impl Future<Output = T>) -> Option<T> {
    let (mut it, mut steps) = (pin!(it), 0);
    poll_fn(|context| match it.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending if steps == after => Poll::Ready(None),
        Poll::Pending => {
            steps += 1;
            Poll::Pending
        }
    })
    .await
}

/// Asks again and again until the answer is there.
pub(crate) async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < end, "never: {what}");
        sleep(Duration::from_millis(5)).await;
    }
}

/// Waits for something that has to happen.
pub(crate) async fn soon<T>(what: &str, it: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, it).await.unwrap_or_else(|_| panic!("never: {what}"))
}
