//! Events that are given to connections together.
use super::*;

#[test]
fn what_goes_together_reaches_each_connection_as_one_by_one() {
    let given = |together: bool| {
        let hub = hub();
        let events: Vec<_> = (1..)
            .zip([
                published(Visibility::Public),
                published(Visibility::Public),
                published(Visibility::Private),
            ])
            .chain([(4, followed()), (5, published(Visibility::Public))])
            .map(|(position, envelope)| Arc::new(Logged { position: Position::new(position), envelope }))
            .collect();
        let channels = [Channel::Public, Channel::Home];
        let [one, other] = [(); 2].map(|()| open(&hub, Format::Resumable, None, &channels));
        know(&hub, &[]);
        catch_up(&hub, one.id, one.cursor.position);
        hub.apply(&events[..1]);
        // this one has got two of them already, from a page of another server's
        hub.page(other.id, Position::new(2));
        events[1..].chunks(if together { events.len() } else { 1 }).for_each(|events| {
            hub.apply(events);
        });
        [waiting(&one.outbound), waiting(&other.outbound)]
    };
    let [one, other] = given(true);
    assert_eq!([one.clone(), other.clone()], given(false));
    assert_eq!((one.len(), other.len()), (4, 2), "{one:?} {other:?}");
}
