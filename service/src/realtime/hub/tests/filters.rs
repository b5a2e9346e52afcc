//! What somebody filters is marked for them alone.
use domain::ids::Snowflake;
use domain::posts::Visibility;
use domain::reading::{
    Context, FilterAction, FilterChange, FilterTitle, Filters, FiltersChanged, KeywordEdit, NewFilter, Phrase,
};
use domain::realtime::Envelope;

use super::super::NewConnection;
use super::{
    AUTHOR, READER, apply, catch_up, cause, followed, hub, know, listening, open, published, waiting,
};
use crate::realtime::{Channel, Format};

#[test]
fn what_filters_match_is_told_so_to_whoever_has_them_alone() {
    let hub = hub();
    assert!(hub.expect_reader(READER));
    hub.know_filters(filters(&["caw"]));
    know(&hub, &[AUTHOR]);
    let started = open(&hub, Format::Plain, None, &[Channel::Home, Channel::Public]);
    hub.expected_reader(READER);
    let visitor = hub.connect(NewConnection {
        viewer: None,
        held: None,
        format: Format::Plain,
        since: None,
        lane_of: None,
    });
    hub.subscribe(visitor.id, &listening(&Channel::Public));
    for one in [&started, &visitor] {
        catch_up(&hub, one.id, one.cursor.position);
    }
    apply(&hub, 1, published(Visibility::Public));
    let filtered = ["home post.published filtered", "public post.published filtered"];
    assert_eq!(waiting(&started.outbound), filtered);
    assert_eq!(waiting(&visitor.outbound), ["public post.published"]);
    apply(&hub, 2, filters_changed(&["meow"]));
    apply(&hub, 3, published(Visibility::Public));
    let told = ["home filters.changed", "home post.published", "public post.published"];
    assert_eq!(waiting(&started.outbound), told);
}

fn filters(words: &[&str]) -> Filters {
    let word = |text: &&str| {
        let phrase = Some(Phrase::parse(text).unwrap());
        KeywordEdit { phrase, ..KeywordEdit::default() }
    };
    let change = FilterChange::Make(NewFilter {
        title: FilterTitle::parse("words").unwrap(),
        contexts: Context::all(&["home"]).unwrap(),
        action: FilterAction::Warn,
        expires_at: None,
        keywords: words.iter().map(word).collect(),
    });
    let none = Filters { owner: READER, filters: vec![] };
    none.change(change, vec![Snowflake::stored(1), Snowflake::stored(2)], &cause()).unwrap().0.into_state()
}

fn filters_changed(words: &[&str]) -> Envelope {
    let Filters { owner, filters } = filters(words);
    let event = domain::realtime::Event::FiltersChanged(FiltersChanged { owner, filters });
    Envelope { event, ..followed() }
}
