//! What people do in the shop, and what they are shown there.
use uuid::Uuid;

/// Something that somebody does in the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtShop {
    /// Is let keep it, by whoever runs the server: the account of that name.
    Keep(String),
    /// Describes a product, new or not.
    Describe(Ware),
    /// Takes a product out of the shop.
    Disable(String),
    /// Says how much there is of a product.
    Count(String, i64),
    /// Wants so many of a product in their cart, and is shown what is in it.
    Want(String, i64),
    /// Looks into their cart.
    Cart,
    /// Comes as somebody who is nobody here: gets a token, which is what the ware is known by, and what their browser holds, which
    /// is what it is called.
    Visit,
    /// Logs in where a guest was, whose browser holds this: gets a token.
    Enter {
        /// What the browser holds.
        held: String,
        /// Their address.
        email: String,
        /// Their password.
        password: String,
    },
    /// Orders the cart that they were shown.
    Order(Basket),
    /// Pays an order, by this token.
    Pay(String, String),
    /// Takes an order back.
    Cancel(String),
    /// Looks at what they have ordered, the last order first.
    Orders,
    /// Looks how many there are of a product, for those who keep the shop.
    Stock(String),
    /// Reads what happened to a product, the last first, for those who keep the shop: what it was stands as the name.
    Past(String),
    /// Looks at one product.
    Look(String),
    /// Looks at everything of a category, in that order.
    Browse(String, String),
    /// Looks for something of a category by its words, by name, and for so much at the most.
    Search {
        /// Of what kind.
        category: String,
        /// By which words.
        words: String,
        /// In cents.
        most: Option<i64>,
    },
}

/// A cart as somebody was shown it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Basket {
    /// How often something had happened to it.
    pub version: u64,
    /// Of all that was shown.
    pub hash: Uuid,
}

/// Something that is sold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ware {
    /// What it is known by.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What kind of thing it is.
    pub category: String,
    /// In cents.
    pub price: i64,
    /// How many there are; it is not for whoever describes it to say.
    pub available: u64,
    /// How many are in the cart, where one is looked into, or promised, where a stock is.
    pub wanted: u64,
    /// The cart that it is in, where one is looked into.
    pub basket: Option<Basket>,
}
