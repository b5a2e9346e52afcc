//! What happens in a context of the shop, as it is written down.
use serde::{Deserializer, Serialize};

/// Something that happened in one of the shop's contexts. The golden files under `domain/tests/shop_events` hold each shape:
/// they may gain lines and never change.
pub trait ShopEvent: Serialize + Sized {
    /// The context that it belongs to.
    const CONTEXT: &'static str;

    /// What kind of thing happened: `context.what_happened`.
    fn kind(&self) -> &'static str;

    /// Reads what is said of an event of this kind; nothing if the kind is unknown here.
    fn read<'de, D: Deserializer<'de>>(kind: &str, payload: D) -> Option<Result<Self, D::Error>>;
}

/// The events of a context, each under the name of its kind.
macro_rules! facts {
    ($(#[$doc:meta])+ $name:ident in $context:literal { $($(#[$of:meta])+ $variant:ident($event:ty) = $kind:literal),+ $(,)? }) => {
        $(#[$doc])+
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[serde(untagged)]
        pub enum $name {
            $($(#[$of])+ $variant($event)),+
        }

        impl $crate::shop::ShopEvent for $name {
            const CONTEXT: &'static str = $context;

            fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => concat!($context, ".", $kind)),+
                }
            }

            fn read<'de, D: serde::Deserializer<'de>>(kind: &str, payload: D) -> Option<Result<Self, D::Error>> {
                match kind {
                    $(concat!($context, ".", $kind) => {
                        Some(<$event as serde::Deserialize>::deserialize(payload).map(Self::$variant))
                    })+
                    _ => None,
                }
            }
        }
    };
}

pub(super) use facts;
