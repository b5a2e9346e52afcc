//! What a post belongs to.
use domain::ids::{AccountId, PostId};
use service::posts::{PostView, Thread, ThreadLimits};

use crate::world::World;

impl World {
    pub(super) fn thread(&self, id: PostId, reader: Option<AccountId>, limits: ThreadLimits) -> Thread {
        if self.post(id).and_then(|post| self.post_view(post, reader)).is_none() {
            return Thread::default();
        }
        let mut descendants = Vec::new();
        self.add_answers(id, reader, limits.descendants, &mut descendants);
        Thread { ancestors: self.ancestors(id, reader, limits.ancestors), descendants }
    }

    fn ancestors(&self, id: PostId, reader: Option<AccountId>, limit: usize) -> Vec<PostView> {
        let parent = |id| {
            let parent = self.post(id)?.reply_to?.post;
            self.post_view(self.post(parent)?, reader)
        };
        let upwards = std::iter::successors(parent(id), |view| parent(view.post.id));
        let mut ancestors: Vec<PostView> = upwards.take(limit).collect();
        ancestors.reverse();
        ancestors
    }

    /// Adds the answers to a post, each with its own behind it.
    fn add_answers(&self, id: PostId, reader: Option<AccountId>, limit: usize, found: &mut Vec<PostView>) {
        let answers = self.posts().filter(|post| post.reply_to.is_some_and(|parent| parent.post == id));
        for view in answers.filter_map(|post| self.post_view(post, reader)) {
            if found.len() >= limit {
                return;
            }
            let id = view.post.id;
            found.push(view);
            self.add_answers(id, reader, limit, found);
        }
    }
}
