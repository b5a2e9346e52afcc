//! A checker that cannot fail is worthless: every planted fault is found, and nothing else is.
mod correct;

use ledger::{DeliveryFault, History, Plant, Position, Site, Start, StoreFault, Violation, check};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn correct_histories_are_clean(history in correct::histories()) {
        prop_assert_eq!(check(&history), []);
    }

    #[test]
    fn checker_finds_every_planted_fault(history in correct::histories(), seed: u64) {
        for plant in Plant::ALL {
            let mut spoilt = history.clone();
            let Some(planted) = plant.spoil(&mut spoilt, seed) else {
                prop_assert_eq!(&spoilt, &history);
                continue;
            };
            let found = check(&spoilt);
            prop_assert!(found.iter().any(|violation| explains(violation, plant, &planted.site)), "{planted}: {found:?}");
        }
    }

    #[test]
    fn a_history_survives_its_journey_as_json(history in correct::histories()) {
        let json = serde_json::to_string(&history).expect("written");
        prop_assert_eq!(serde_json::from_str::<History>(&json).expect("read"), history);
    }

    #[test]
    fn nonsense_is_told_and_not_stumbled_over(history in correct::histories(), numbers: [u64; 8]) {
        let mut nonsense = history;
        let mut numbers = numbers.into_iter().cycle();
        let mut number = || Position(numbers.next().map_or(0, |n| if n % 3 == 0 { n } else { n % 20 }));
        nonsense.log.iter_mut().for_each(|entry| entry.position = number());
        for session in nonsense.listeners.iter_mut().flat_map(|listener| &mut listener.sessions) {
            session.start = Start::Now { not_before: number(), not_after: number() };
        }
        let _ = check(&nonsense);
        for plant in Plant::ALL {
            let _ = plant.spoil(&mut nonsense, number().0);
        }
        let _ = check(&nonsense);
    }

    #[test]
    fn a_seed_plants_the_same_again(history in correct::histories(), seed: u64) {
        for plant in Plant::ALL {
            let (mut once, mut again) = (history.clone(), history.clone());
            prop_assert_eq!(plant.spoil(&mut once, seed), plant.spoil(&mut again, seed));
            prop_assert_eq!(once, again);
        }
    }
}

/// Whether this is what such a plant at such a place must be found as.
fn explains(violation: &Violation, plant: Plant, site: &Site) -> bool {
    match (violation, site) {
        (Violation::Store(fault), Site::Operation(_) | Site::Entry(_)) => matches!(
            (plant, fault),
            (Plant::Loss, StoreFault::Lost { .. })
                | (Plant::Duplicate, StoreFault::Twice { .. })
                | (Plant::Reorder, StoreFault::Position { .. })
                | (Plant::Phantom, StoreFault::Unwritten { .. } | StoreFault::DoneThoughRefused { .. })
        ),
        (
            Violation::Delivery { listener, session, fault },
            Site::Frame { listener: who, session: which, .. },
        ) => {
            let explained = matches!(
                (plant, fault),
                (Plant::Loss, DeliveryFault::Missed { .. })
                    | (Plant::Duplicate, DeliveryFault::Repeated { .. })
                    | (Plant::Reorder, DeliveryFault::OutOfOrder { .. })
                    | (Plant::Phantom, DeliveryFault::Phantom { .. })
                    | (Plant::Unauthorised, DeliveryFault::Unauthorised { .. })
                    | (Plant::Misrouted, DeliveryFault::Unasked { .. })
                    | (Plant::Late, DeliveryFault::AfterTheEnd { .. })
            );
            explained && (listener, session) == (who, which)
        }
        _ => false,
    }
}

#[test]
fn a_plant_is_known_by_its_name() {
    for plant in Plant::ALL {
        assert_eq!(plant.to_string().parse(), Ok(plant));
    }
    assert!("weed".parse::<Plant>().is_err());
}
