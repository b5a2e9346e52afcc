//! Windows over a list, compared with the reference.
use domain::ids::Snowflake;
use domain::page::{Listed, Window};

use crate::dice::Dice;

/// How many windows each list is looked at through.
const LOOKS: usize = 40;

/// Compares what `ask` gives for windows at random with [`Window::of`] over the whole list, newest first.
pub(crate) async fn check<T: Clone + PartialEq + std::fmt::Debug>(
    what: &str,
    newest_first: &[Listed<T>],
    ask: impl AsyncFn(Window) -> Vec<Listed<T>>,
) {
    let mut dice = Dice::seeded(newest_first.len() as u64 + 1);
    for window in edges().into_iter().chain((0..LOOKS).map(|_| some(newest_first, &mut dice))) {
        let expected = window.of(newest_first.iter().rev().cloned());
        assert_eq!(ask(window).await, expected, "{what} through {window:?}");
    }
}

/// Windows that ask for everything, for nothing, or for what cannot be.
fn edges() -> Vec<Window> {
    let all = Window::newest(u16::MAX);
    let [start, end] = [0, i64::MAX].map(|id| Some(Snowflake::stored(id)));
    vec![
        all,
        Window::newest(0),
        Window { above: start, ..all },
        Window { since: start, ..all },
        Window { before: start, ..all },
        Window { before: end, ..all },
        Window { since: end, ..all },
        Window { above: end, ..all },
    ]
}

fn some<T>(list: &[Listed<T>], dice: &mut Dice) -> Window {
    let mut bound = |times| {
        let row = (!list.is_empty()).then(|| dice.one_of(list)).filter(|_| dice.below(times) == 0)?;
        let beside = i64::try_from(dice.below(3)).unwrap() - 1;
        Some(Snowflake::stored(row.at.raw() + beside))
    };
    let (before, since, above) = (bound(2), bound(2), bound(3));
    Window { before, since, above, limit: u16::try_from(1 + dice.below(7)).unwrap() }
}
