//! What a [`PostRepository`](service::posts::PostRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

mod boosting;
mod counts;
mod deleting;
mod favouriting;
mod publishing;
mod threads;

pub use boosting::*;
pub use counts::*;
pub use deleting::*;
pub use favouriting::*;
pub use publishing::*;
pub use threads::*;

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! post_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, posts:
            finds_what_was_published,
            an_unknown_post_is_none,
            tells_of_each_post_with_its_author_as_they_were,
            ids_grow,
            a_repeated_key_answers_the_first_post_and_leaves_no_trace,
            a_key_belongs_to_one_account,
            posts_without_a_key_are_never_the_same,
            fifty_copies_of_one_request_make_one_post,
            a_key_of_a_deleted_post_makes_a_new_one,
            an_answer_to_a_deleted_post_is_published,
            events_and_rows_are_saved_both_or_neither,
            a_poller_with_since_id_never_misses_a_late_commit,
            what_was_deleted_is_gone_for_everybody,
            deleting_takes_boosts_favourites_and_tells_of_each_boost,
            deleting_twice_says_so_and_tells_nothing,
            of_twenty_who_delete_one_post_one_does,
            answers_outlive_what_they_answer,
            nothing_is_left_on_a_post_deleted_meanwhile,
            finds_a_boost_under_its_own_id,
            boosting_twice_answers_the_first_and_leaves_no_trace,
            of_twenty_boosts_by_one_account_one_is_made,
            a_boost_of_a_gone_post_is_gone,
            a_boost_is_taken_back_once,
            taking_back_an_old_boost_leaves_the_new_one,
            lists_who_boosted_the_latest_first,
            favouriting_twice_answers_the_first_and_leaves_no_trace,
            of_twenty_favourites_by_one_account_one_is_made,
            a_favourite_of_a_gone_post_is_gone,
            a_favourite_is_taken_back_once,
            taking_back_an_old_favourite_leaves_the_new_one,
            lists_who_favourited_the_latest_first,
            counts_answers_boosts_and_favourites,
            marks_what_the_reader_did,
            counts_never_drift,
            each_window_over_those_who_did_is_that_of_the_reference,
            a_thread_is_in_reading_order,
            a_thread_keeps_to_its_limits,
            what_the_reader_may_not_see_ends_the_line,
            a_deleted_post_ends_the_line,
            a_thread_shows_counts_and_marks,
        }
    };
}
