//! What a caller says: query and body as one, whatever form it came in.
mod extract;
mod form;
mod node;
mod sent;

use std::collections::BTreeMap;
use std::str::FromStr;

use wire::ApiError;

pub(crate) use form::FormError;
pub(crate) use node::Node;
pub(crate) use sent::Sent;

/// The parameters of a request: those of the query, and over them those of a JSON, form or multipart body. What is `null` is
/// as if it were not there; what is not asked for is ignored.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params {
    nodes: BTreeMap<String, Node>,
    path: String,
    query: String,
}

impl Params {
    /// The path that was asked for.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The query as it came in.
    pub(crate) fn query(&self) -> &str {
        &self.query
    }

    /// A text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        match self.nodes.get(name) {
            None => Ok(None),
            Some(Node::Text(text)) => Ok(Some(text)),
            Some(_) => Err(ApiError::invalid(format_args!("{name} must be a text")).about(name)),
        }
    }

    /// Yes or no, in any of the ways that clients say it.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        let said = match self.nodes.get(name) {
            None => return Ok(None),
            Some(Node::Flag(flag)) => return Ok(Some(*flag)),
            Some(Node::Text(text) | Node::Number(text)) => text.to_ascii_lowercase(),
            Some(_) => "?".to_owned(),
        };
        match said.as_str() {
            "" => Ok(None),
            "true" | "1" | "t" | "on" => Ok(Some(true)),
            "false" | "0" | "f" | "off" => Ok(Some(false)),
            _ => Err(ApiError::invalid(format_args!("{name} must be true or false")).about(name)),
        }
    }

    /// A number, or an id: what is none is as if it were not there, because clients send such.
    pub(crate) fn lenient<T: FromStr>(&self, name: &str) -> Option<T> {
        self.nodes.get(name)?.scalar()?.parse().ok()
    }

    /// A whole number that means something.
    pub(crate) fn whole(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let wrong = || ApiError::invalid(format_args!("{name} must be a whole number")).about(name);
        match self.nodes.get(name) {
            None => Ok(None),
            Some(node) => match node.scalar().ok_or_else(wrong)? {
                "" => Ok(None),
                text => text.parse().map(Some).map_err(|_| wrong()),
            },
        }
    }

    /// An id that means something: one that is none belongs to nothing that exists.
    pub(crate) fn id<T: FromStr>(&self, name: &str) -> Result<Option<T>, ApiError> {
        let Some(node) = self.nodes.get(name) else { return Ok(None) };
        match node.scalar() {
            Some("") => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| ApiError::not_found()),
            None => Err(ApiError::invalid(format_args!("{name} must be an id"))),
        }
    }

    /// Several values: `id[]=1&id[]=2`, `id[0]=1`, a bare `id=1`, or a JSON array.
    pub(crate) fn list(&self, name: &str) -> Result<Vec<&str>, ApiError> {
        let nodes = match self.nodes.get(name) {
            None => vec![],
            Some(Node::List(nodes)) => nodes.iter().collect(),
            Some(Node::Map(nodes)) => numbered(nodes),
            Some(node) => vec![node],
        };
        let wrong = || ApiError::invalid(format_args!("{name} must be a list"));
        nodes.into_iter().map(|node| node.scalar().ok_or_else(wrong)).collect()
    }

    /// A group: `source[privacy]=private`, or a JSON object.
    pub(crate) fn group(&self, name: &str) -> Result<Option<Self>, ApiError> {
        match self.nodes.get(name) {
            None => Ok(None),
            Some(node) => within(node).map(Some).ok_or_else(|| wrong_group(name)),
        }
    }

    /// Several groups: `fields[0][name]=a`, `fields[][name]=a&fields[][value]=b`, a JSON array or object of objects.
    pub(crate) fn groups(&self, name: &str) -> Result<Option<Vec<Self>>, ApiError> {
        let nodes: Vec<&Node> = match self.nodes.get(name) {
            None => return Ok(None),
            Some(Node::List(nodes)) => nodes.iter().collect(),
            Some(Node::Map(nodes)) => numbered(nodes),
            Some(_) => return Err(wrong_group(name)),
        };
        nodes
            .into_iter()
            .map(|node| within(node).ok_or_else(|| wrong_group(name)))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// A text within another: `home[last_read_id]=1`, or a JSON object.
    pub(crate) fn within(&self, name: &str, inner: &str) -> Option<&str> {
        match self.nodes.get(name)? {
            Node::Map(nodes) => nodes.get(inner)?.scalar(),
            _ => None,
        }
    }

    /// Whether something was said, be it an empty list.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.nodes.contains_key(name)
    }

    /// Whether something was said that is not empty.
    pub(crate) fn says(&self, name: &str) -> bool {
        self.nodes.get(name).is_some_and(|node| !node.is_empty())
    }
}

/// What stands under numbers, in their order: 10 after 9.
fn numbered(nodes: &BTreeMap<String, Node>) -> Vec<&Node> {
    let mut named: Vec<_> = nodes.iter().collect();
    named.sort_by_key(|(name, _)| (name.len(), name.as_str()));
    named.into_iter().map(|(_, node)| node).collect()
}

fn wrong_group(name: &str) -> ApiError {
    ApiError::invalid(format_args!("{name} must be a group"))
}

fn within(node: &Node) -> Option<Params> {
    let Node::Map(nodes) = node else { return None };
    Some(Params { nodes: nodes.clone(), ..Params::default() })
}
