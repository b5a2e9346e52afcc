//! `/api/rookery/v1/shop/orders/{id}/payment` and `/payments/webhook`: paying what was ordered.
use domain::shop::checkout::PaymentToken;
use serde_json::{Value, json};

use super::orders::id;
use super::shop::{key, members, operation, problem, shown};
use super::words::{Paths, done, object, with_body};

/// What can be asked for.
pub(super) fn paths() -> Paths {
    Paths::from_iter([
        ("/api/rookery/v1/shop/orders/{id}/payment".to_owned(), json!({ "post": pay() })),
        ("/api/rookery/v1/shop/payments/webhook".to_owned(), json!({ "post": hear() })),
    ])
}

fn pay() -> Value {
    let token = json!({
        "type": "string",
        "pattern": "^[A-Za-z0-9._-]+$",
        "maxLength": PaymentToken::LONGEST,
        "description": "What whoever takes the money has given one. The test provider does what it says: trial_ok has the money, \
            trial_decline has not, trial_twice has it and says so twice, trial_late has it but does not answer in time, trial_mute never says anything; any other is declined",
    });
    let form = object(&[("token", token)]);
    let answers = [
        ("200", shown("It is paid", "Order")),
        (
            "202",
            shown("Whoever takes the money has not said in time: the order tells when it is known", "Order"),
        ),
        ("402", problem("unpaid: no money was taken; the order, as it stands, can be paid otherwise")),
        ("404", problem("There is no such order, or it is another's")),
        (
            "409",
            problem(
                "being_paid, paid, order_over, too_late, too_often: nothing was begun; unpayable: nobody takes money here",
            ),
        ),
        ("422", problem("invalid: the field breaks a rule; or key_reused")),
    ];
    let summary = "Pays an order of one's own; again under the same key is the same payment";
    with_body(members(operation("payOrder", summary, &[id(), key()], &answers)), &form)
}

fn hear() -> Value {
    let signature = json!({
        "name": "Payment-Signature", "in": "header", "required": true,
        "schema": { "type": "string", "pattern": "^t=[0-9]+,v1=[0-9a-f]{64}$" },
        "description": "HMAC-SHA-256, under the secret that was set, of the seconds since 1970 (t), a dot, and the body",
    });
    let form = object(&[("payment", json!({ "type": "string", "format": "uuid" }))]);
    let answers = [
        ("200", done("It was heard: how the payment stands was looked up, and done what was to be done")),
        ("400", problem("bad_signature; or stale: it is older than five minutes. Nothing was done")),
    ];
    let summary = "For whoever takes the money: something has become of a payment, whatever it is";
    with_body(operation("hearOfPayment", summary, &[signature], &answers), &form)
}
