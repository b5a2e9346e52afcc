//! The catalogue of topics as clients read it.
use domain::realtime::{Class, Entry, TopicName};
use serde_json::{Value, json};

/// All topics on which something is told: name, meaning, scope, schema, an example of each, and what clients may publish there.
#[must_use]
pub fn catalogue() -> Value {
    TopicName::catalogue().iter().map(topic).collect()
}

fn topic(entry: &Entry) -> Value {
    // both are JSON: a test reads them all
    let read = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
    json!({
        "name": entry.name.as_str(),
        "meaning": entry.meaning,
        "argument": entry.argument.as_str(),
        "class": match entry.class {
            Class::Durable => "durable",
            Class::Ephemeral => "ephemeral",
        },
        "scope": entry.scope,
        "publish": entry.publish.map(|publishing| json!({
            "scope": publishing.scope,
            "schema": read(publishing.schema),
            "example": read(publishing.example),
        })),
        "types": entry.types,
        "schema": read(entry.schema),
        "example": { "topic": entry.example_topic, "message": read(entry.example) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_a_schema_and_an_example_of_a_type_that_it_carries() {
        let all = catalogue();
        let all = all.as_array().unwrap();
        assert!(!all.is_empty());
        for topic in all {
            let message = &topic["example"]["message"];
            assert!(topic["types"].as_array().unwrap().contains(&message["type"]), "{topic}");
            assert!(message["data"].is_object() && topic["schema"].is_object(), "{topic}");
            let publish = &topic["publish"];
            let whole = publish["schema"].is_object() && publish["example"].is_object();
            assert!(publish.is_null() || whole, "{topic}");
        }
    }
}
