//! A parameter: a value, a list or a group of them.
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A parameter. Forms know texts only; JSON tells the kinds apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Text(String),
    Number(String),
    Flag(bool),
    List(Vec<Node>),
    Map(BTreeMap<String, Node>),
}

impl Node {
    /// How deep lists and groups may lie in one another.
    pub(crate) const DEEPEST: u8 = 32;

    /// A single value as text; flags are none.
    pub(crate) fn scalar(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::List(nodes) => nodes.is_empty(),
            Self::Map(nodes) => nodes.is_empty(),
            Self::Number(_) | Self::Flag(_) => false,
        }
    }

    /// Reads a JSON document; an object that names a thing twice is refused.
    pub(crate) fn parse_json(bytes: &[u8]) -> Result<Option<Self>, serde_json::Error> {
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let node = Depth(Self::DEEPEST).deserialize(&mut reader)?;
        reader.end()?;
        Ok(node)
    }
}

/// How much deeper it may go. Gives nothing for `null`.
#[derive(Clone, Copy)]
struct Depth(u8);

impl Depth {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("it is nested too deep"))
    }
}

impl<'de> DeserializeSeed<'de> for Depth {
    type Value = Option<Node>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Option<Node>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Some(Node::Flag(flag)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Node::Number(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(Node::Number(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(Node::Number(number.to_string())))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Node::Text(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(Node::Text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let inner = self.deeper()?;
        let mut nodes = Vec::new();
        while let Some(node) = items.next_element_seed(inner)? {
            nodes.extend(node);
        }
        Ok(Some(Node::List(nodes)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let inner = self.deeper()?;
        let mut nodes = BTreeMap::new();
        let mut names = std::collections::BTreeSet::new();
        while let Some(name) = items.next_key::<String>()? {
            let node = items.next_value_seed(inner)?;
            if !names.insert(name.clone()) {
                return Err(A::Error::custom("a name is there twice"));
            }
            nodes.extend(node.map(|node| (name, node)));
        }
        Ok(Some(Node::Map(nodes)))
    }
}
