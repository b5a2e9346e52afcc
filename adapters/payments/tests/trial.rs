//! What whoever takes the money owes those who ask, of the test provider: two of them over one store.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to look at has to fail")]

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use adapter_memory::Memory;
use adapter_payments::{Seal, Till, Trial, messages};
use domain::Timestamp;
use domain::identity::{Digest, Secret};
use domain::shop::Money;
use domain::shop::checkout::{PaymentStanding as Standing, PaymentToken};
use service::duty::{Due, Errand};
use service::identity::SecretMaker;
use service::shop::{Payment, PaymentMessage, Payments, Unheard};
use service::{Entropy, PortError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::timeout;
use uuid::Uuid;

const PAYMENT: Uuid = Uuid::from_u128(9);

/// Numbers that differ.
#[derive(Default)]
struct Counted(AtomicI64);

impl Entropy for Counted {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_000).unwrap()
    }

    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::try_from(self.0.fetch_add(1, Ordering::Relaxed)).unwrap() + 1_000)
    }
}

fn two() -> [Trial; 2] {
    let entropy: Arc<dyn Entropy> = Arc::new(Counted::default());
    let store = Arc::new(Memory::new(entropy.clone()));
    [(), ()].map(|()| Trial::new(store.clone(), entropy.clone(), Seal::under(Secret::new("secret"))))
}

fn by(token: &str) -> Payment {
    let (sum, token) = (Money::price(Some(995), "EUR").unwrap(), PaymentToken::parse(token).unwrap());
    Payment { id: PAYMENT, order: Uuid::from_u128(1), sum, token }
}

#[tokio::test]
async fn money_is_set_aside_and_then_taken_whoever_is_asked_and_how_often() {
    let [a, b] = two();
    assert_eq!(a.look_up(PAYMENT).await.unwrap(), Standing::Unknown);
    assert_eq!(b.capture(PAYMENT).await.unwrap(), Standing::Unknown, "nothing is set aside");
    for _ in 0..2 {
        assert_eq!(a.authorise(&by("trial_ok")).await.unwrap(), Standing::Authorised);
    }
    for _ in 0..2 {
        assert_eq!(b.capture(PAYMENT).await.unwrap(), Standing::Captured);
    }
    assert_eq!(a.authorise(&by("trial_ok")).await.unwrap(), Standing::Captured, "asked for late");
    assert_eq!(a.call_off(PAYMENT).await.unwrap(), Standing::Captured, "what is taken stays so");
}

#[tokio::test]
async fn what_is_called_off_is_never_taken() {
    let [a, b] = two();
    assert_eq!(a.call_off(PAYMENT).await.unwrap(), Standing::CalledOff);
    assert_eq!(b.authorise(&by("trial_ok")).await.unwrap(), Standing::CalledOff, "it comes in late");
    assert_eq!(b.capture(PAYMENT).await.unwrap(), Standing::CalledOff);
}

#[tokio::test]
async fn of_taking_and_calling_off_at_once_one_happens() {
    for _ in 0..32 {
        let [a, b] = two();
        a.authorise(&by("trial_ok")).await.unwrap();
        let (taken, left) = tokio::join!(a.capture(PAYMENT), b.call_off(PAYMENT));
        let stands = a.look_up(PAYMENT).await.unwrap();
        assert_eq!((taken.unwrap(), left.unwrap()), (stands, stands));
    }
}

#[tokio::test]
async fn the_token_says_what_happens() {
    for (token, stands) in [("trial_decline", Standing::Declined), ("tok_of_another", Standing::Declined)] {
        let [a, _] = two();
        assert_eq!(a.authorise(&by(token)).await.unwrap(), stands, "{token}");
        assert_eq!(a.capture(PAYMENT).await.unwrap(), stands, "{token}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_late_has_it_and_who_is_mute_has_nothing() {
    for (token, stands) in [("trial_late", Standing::Authorised), ("trial_mute", Standing::Unknown)] {
        let [a, b] = two();
        assert!(timeout(Duration::from_secs(30), a.authorise(&by(token))).await.is_err(), "{token}");
        assert_eq!(b.look_up(PAYMENT).await.unwrap(), stands, "{token}");
    }
}

#[tokio::test]
async fn a_message_names_a_payment_and_is_not_believed_beyond_that() {
    let [trial, _] = two();
    let (now, seal) = (Timestamp::from_second(1_000).unwrap(), Seal::under(Secret::new("secret")));
    let hear = |body: &str| {
        let signature = seal.sign(body.as_bytes(), now);
        trial.hear(PaymentMessage { signature: &signature, body: body.as_bytes() }, now)
    };
    assert_eq!(hear(&format!(r#"{{"payment":"{PAYMENT}","standing":"captured"}}"#)), Ok(PAYMENT));
    for bad in ["", "{}", "[]", r#"{"payment":"x"}"#] {
        assert_eq!(hear(bad), Err(Unheard::Forged), "{bad}");
    }
}

/// A server that says yes to everything, and what it was told.
async fn listening() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, heard) = (listener.local_addr().unwrap(), Arc::<Mutex<Vec<String>>>::default());
    let hears = heard.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = vec![];
            while !request.ends_with(b"}") {
                socket.read_buf(&mut request).await.unwrap();
            }
            hears.lock().unwrap().push(String::from_utf8(request).unwrap());
            let answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
            socket.write_all(answer).await.unwrap();
        }
    });
    (address, heard)
}

#[tokio::test]
async fn each_change_is_said_under_the_seal_and_as_often_as_the_token_has_it() {
    let entropy: Arc<dyn Entropy> = Arc::new(Counted::default());
    let store = Arc::new(Memory::new(entropy.clone()));
    let seal = Seal::under(Secret::new("secret"));
    let trial = Trial::new(store.clone(), entropy.clone(), seal.clone());
    let (listens, heard) = listening().await;
    let says = messages(store.clone(), store, entropy.clone(), seal, listens);
    trial.authorise(&by("trial_twice")).await.unwrap();
    trial.capture(PAYMENT).await.unwrap();
    assert_eq!(says.run(entropy.now()).await.unwrap(), Due::Now);
    let heard = heard.lock().unwrap().clone();
    assert_eq!(heard.len(), 3, "{heard:?}");
    for request in heard {
        assert!(request.starts_with("POST /api/rookery/v1/shop/payments/webhook "), "{request}");
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let signature = head.lines().find_map(|line| line.strip_prefix("payment-signature: ")).unwrap();
        let message = PaymentMessage { signature, body: body.as_bytes() };
        assert_eq!(trial.hear(message, entropy.now()), Ok(PAYMENT));
    }
}

/// Makes one secret.
struct Made;

impl SecretMaker for Made {
    fn secret(&self) -> Result<Secret, PortError> {
        Ok(Secret::new("made"))
    }

    fn digest(&self, _: &Secret) -> Digest {
        panic!("nobody asks for it")
    }
}

#[tokio::test]
async fn a_till_hears_who_knows_its_secret_and_makes_one_where_none_is_told() {
    let entropy: Arc<dyn Entropy> = Arc::new(Counted::default());
    let store = Arc::new(Memory::new(entropy.clone()));
    let body = format!(r#"{{"payment":"{PAYMENT}"}}"#);
    for (told, knows) in [(Some(Secret::new("told")), "told"), (None, "made")] {
        let listens = SocketAddr::from(([127, 0, 0, 1], 9));
        let till = Till::open(&store, &entropy, &Made, told, listens).unwrap();
        let hears = |secret: &str| {
            let signature = Seal::under(Secret::new(secret)).sign(body.as_bytes(), entropy.now());
            let message = PaymentMessage { signature: &signature, body: body.as_bytes() };
            till.payments.hear(message, entropy.now())
        };
        assert_eq!((hears(knows), hears("guessed")), (Ok(PAYMENT), Err(Unheard::Forged)));
        assert_eq!(till.messages.name(), "shop.trial_messages");
    }
}
