//! What a [`TimelineRepository`](service::posts::TimelineRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

mod pages;
mod privacy;
mod rules;

pub use pages::*;
pub use privacy::*;
pub use rules::*;

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! timeline_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, timelines:
            public_shows_public_posts_that_answer_nobody_else,
            a_tag_shows_public_posts_under_it,
            tags_are_combined_as_asked,
            an_account_shows_what_it_posted_and_boosted,
            an_account_without_answers_keeps_its_own_threads,
            an_account_without_boosts_shows_what_it_wrote,
            an_account_by_tag_shows_what_is_under_it,
            home_is_what_the_rule_of_home_shows,
            home_goes_by_whom_one_follows_now,
            entries_are_shown_with_author_counts_and_marks,
            nothing_is_shown_of_a_store_without_posts,
            each_window_is_that_of_the_reference,
            older_pages_neither_lose_nor_repeat_while_posts_keep_coming,
            newer_pages_neither_lose_nor_repeat_while_posts_keep_coming,
            pages_go_on_past_a_deleted_post,
            private_things_are_seen_only_by_whom_they_are_for,
            an_own_boost_of_something_private_is_seen_only_by_followers,
            who_no_longer_follows_no_longer_sees,
            those_kept_apart_by_a_block_do_not_come_across_each_other,
            what_somebody_passes_on_of_one_who_is_blocked_is_left_out,
            the_muted_are_read_on_purpose_only,
            a_mute_that_is_over_hides_nothing,
            of_those_shut_out_nothing_is_there,
            the_silenced_are_offered_to_their_followers_alone,
        }
    };
}
