//! Forms: `a=1&b[]=2&b[]=3&c[d]=4`, in a query, a body, or the parts of a multipart body.
use std::collections::BTreeMap;

use super::Node;

/// Why a form can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormError {
    /// Bytes that are no UTF-8.
    Encoding,
    /// Brackets within brackets, too many of them.
    TooDeep,
}

impl FormError {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Encoding => "Parameters are not UTF-8",
            Self::TooDeep => "Parameters are nested too deep",
        }
    }
}

/// How many brackets a name may have.
const DEEPEST: usize = 4;

/// Adds the pairs of an urlencoded form; strictly UTF-8.
pub(crate) fn add_all(form: &[u8], nodes: &mut BTreeMap<String, Node>) -> Result<(), FormError> {
    for pair in form.split(|&b| b == b'&').filter(|pair| !pair.is_empty()) {
        let end = pair.iter().position(|&b| b == b'=').unwrap_or(pair.len());
        let value = pair.get(end + 1..).unwrap_or_default();
        add(&decoded(&pair[..end])?, Node::Text(decoded(value)?), nodes)?;
    }
    Ok(())
}

/// Adds one value under a name such as `a`, `a[]`, `a[0]` or `a[b][c]`.
pub(crate) fn add(name: &str, value: Node, nodes: &mut BTreeMap<String, Node>) -> Result<(), FormError> {
    let (first, rest) = name.split_at(name.find('[').unwrap_or(name.len()));
    let path: Vec<&str> = rest.split('[').skip(1).map(|part| part.trim_end_matches(']')).collect();
    if path.len() > DEEPEST {
        return Err(FormError::TooDeep);
    }
    match path.split_first() {
        None => drop(nodes.insert(first.to_owned(), value)),
        Some((inner, deeper)) => {
            let place = nodes.entry(first.to_owned()).or_insert_with(|| Node::List(vec![]));
            put(place, inner, deeper, value);
        }
    }
    Ok(())
}

/// Empty brackets mean the end of a list; others a place in a group.
fn put(place: &mut Node, name: &str, deeper: &[&str], value: Node) {
    if name.is_empty() {
        if !matches!(place, Node::List(_)) {
            *place = Node::List(vec![]);
        }
        if let Node::List(nodes) = place {
            match (nodes.last_mut(), deeper.split_first()) {
                // a form says one thing at a time: what the last group lacks belongs to it
                (Some(Node::Map(last)), Some((key, deeper))) if !last.contains_key(*key) => {
                    drop(last.insert((*key).to_owned(), nested(deeper, value)));
                }
                _ => nodes.push(nested(deeper, value)),
            }
        }
        return;
    }
    if !matches!(place, Node::Map(_)) {
        *place = Node::Map(BTreeMap::new());
    }
    let Node::Map(nodes) = place else { return };
    match deeper.split_first() {
        None => drop(nodes.insert(name.to_owned(), value)),
        Some((inner, deeper)) => {
            put(nodes.entry(name.to_owned()).or_insert_with(|| Node::List(vec![])), inner, deeper, value);
        }
    }
}

fn nested(path: &[&str], value: Node) -> Node {
    path.split_first().map_or(value.clone(), |(first, deeper)| {
        let mut place = Node::List(vec![]);
        put(&mut place, first, deeper, value);
        place
    })
}

fn decoded(text: &[u8]) -> Result<String, FormError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|&b| char::from(b).to_digit(16));
        rest = after;
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = &after[2..];
            }
            (b'+', ..) => bytes.push(b' '),
            _ => bytes.push(first),
        }
    }
    String::from_utf8(bytes).map_err(|_| FormError::Encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, expected: &str) {
        let mut nodes = BTreeMap::new();
        let said = match add_all(form.as_bytes(), &mut nodes) {
            Ok(()) => show(&Node::Map(nodes)),
            Err(error) => format!("{error:?}"),
        };
        assert_eq!(said, expected, "{form:?}");
    }

    fn show(node: &Node) -> String {
        match node {
            Node::Text(text) => text.clone(),
            Node::List(nodes) => format!("[{}]", nodes.iter().map(show).collect::<Vec<_>>().join(",")),
            Node::Map(nodes) => {
                let shown: Vec<_> =
                    nodes.iter().map(|(name, node)| format!("{name}:{}", show(node))).collect();
                format!("{{{}}}", shown.join(","))
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn arrays_come_in_three_ways() {
        check("id[]=1&id%5B%5D=2", "{id:[1,2]}");
        check("id[0]=1&id[1]=2", "{id:{0:1,1:2}}");
        check("id=1", "{id:1}");
    }

    #[test]
    fn groups_nest_a_little() {
        check(
            "source[privacy]=x&poll[options][]=a&poll[options][]=b",
            "{poll:{options:[a,b]},source:{privacy:x}}",
        );
        check("a[0][b]=1&a[0][c]=2", "{a:{0:{b:1,c:2}}}");
        check("a[][b]=1", "{a:[{b:1}]}");
        check("a[][b]=1&a[][c]=2&a[][b]=3", "{a:[{b:1,c:2},{b:3}]}");
        check("a[b][c][d][e][f]=1", "TooDeep");
    }

    #[test]
    fn what_is_no_utf_8_is_refused() {
        check("a=%C3%A4+b&c&=&%zz=%", "{:,%zz:%,a:ä b,c:}");
        check("a=%ff", "Encoding");
        check("a[=1&b]=2&c[[]=3", "{a:[1],b]:2,c:[[3]]}");
    }
}
