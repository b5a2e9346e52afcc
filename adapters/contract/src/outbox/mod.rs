//! What an [`Outbox`](service::realtime::Outbox) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

mod lease;
mod moving;
mod words;

pub use lease::*;
pub use moving::*;
pub use words::*;

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! outbox {
    ($fresh:expr) => {
        $crate::each! { $fresh, outbox:
            the_lease_is_given_to_one,
            of_twenty_who_want_the_lease_one_gets_it,
            each_grant_has_a_higher_epoch,
            a_lease_that_was_given_up_is_free_at_once,
            a_lease_that_ran_out_is_free,
            a_lease_that_is_renewed_does_not_run_out,
            who_was_overtaken_can_do_nothing,
            moves_in_the_order_of_the_outbox,
            moves_at_most_as_many_as_asked,
            moves_nothing_when_nothing_waits,
            what_was_moved_is_what_the_log_has,
            each_change_is_told_in_the_order_that_it_happened,
            positions_are_contiguous_under_two_relays_and_many_writers,
            a_post_is_told_before_what_happens_to_it_and_its_end_last,
            the_words_of_a_deleted_post_are_blanked_in_the_log,
            a_post_deleted_before_it_was_moved_never_shows_its_words,
            other_posts_keep_their_words,
            remembers_how_far_was_published,
            says_what_waits,
            a_ring_is_heard_by_each_handle,
        }
    };
}
