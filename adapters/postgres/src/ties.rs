//! Whom readers do not come across, as sets that queries leave out. A set does not depend on the row at hand, so it is made
//! once for each page, however many rows are looked at; it stands behind `not in`, so that the planner never joins it.

/// Those who were shut out, and those who block the reader `$1`: nothing of theirs is there for them. This is
/// `domain::posts::Home::may_read`.
macro_rules! gone {
    () => {
        "(select account from restricted where suspended
            union all select blocker from blocks where blocked = $1)"
    };
}
pub(crate) use gone;

/// Those whom the reader `$1` blocks.
macro_rules! blocked {
    () => {
        "(select blocked from blocks where blocker = $1)"
    };
}
pub(crate) use blocked;

/// Those whom the reader under a parameter is never told of: who was shut out, and whom a block keeps apart from them.
macro_rules! apart {
    ($reader:literal) => {
        concat!(
            "(select account from restricted where suspended
            union all select blocker from blocks where blocked = ",
            $reader,
            " union all select blocked from blocks where blocker = ",
            $reader,
            ")"
        )
    };
}
pub(crate) use apart;

/// Those from whom a block keeps the reader `$1`, and whom they mute, as one query.
macro_rules! shunned {
    () => {
        concat!(
            "select blocker as account from blocks where blocked = $1
            union all select blocked from blocks where blocker = $1
            union all select muted from mutes where muter = $1 and (until is null or until > ",
            "now())"
        )
    };
}
pub(crate) use shunned;

/// Those of whom the reader `$1` wants to hear nothing, as one query.
macro_rules! away {
    () => {
        concat!("select account from restricted where suspended union all ", $crate::ties::shunned!())
    };
}
pub(crate) use away;

/// Those of whose posts nothing is offered to the reader `$1` where everybody writes: of the silenced only what they follow.
/// This is `domain::posts::Home::is_offered`.
macro_rules! unheard {
    () => {
        concat!(
            "(",
            $crate::ties::away!(),
            " union all select account from restricted
                where not suspended and account is distinct from $1
                    and not exists (select from follows f where f.follower = $1 and f.followee = account))"
        )
    };
}
pub(crate) use unheard;

/// Those of whose deeds the account `$1` is not told.
macro_rules! untold {
    () => {
        concat!(
            "(select account from restricted where suspended
            union all select blocker from blocks where blocked = $1
            union all select blocked from blocks where blocker = $1
            union all select muted from mutes where muter = $1 and notifications and (until is null or until > ",
            "now()",
            "))"
        )
    };
}
pub(crate) use untold;
