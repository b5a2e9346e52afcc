//! Arrays within arrays.
use std::fmt::{Display, Write};

/// An array as a literal: `unnest` takes an array of these apart, where an array of arrays would be flattened.
pub(crate) fn array(elements: impl IntoIterator<Item = impl Display>) -> String {
    let mut literal = String::from("{");
    for (n, element) in elements.into_iter().enumerate() {
        let element = element.to_string().replace('\\', "\\\\").replace('"', "\\\"");
        let comma = if n == 0 { "" } else { "," };
        // writing to a string can't fail
        let _ = write!(literal, "{comma}\"{element}\"");
    }
    literal.push('}');
    literal
}

#[cfg(test)]
mod tests {
    use super::array;

    #[test]
    fn whatever_an_element_holds_stays_within_its_quotes() {
        assert_eq!(array(["a", "b\"c", "d\\", "}"]), r#"{"a","b\"c","d\\","}"}"#);
        assert_eq!(array([1, 2]), r#"{"1","2"}"#);
        assert_eq!(array([0_i64; 0]), "{}");
    }
}
