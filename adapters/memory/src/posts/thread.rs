//! What a post belongs to.
use domain::ids::PostId;
use domain::posts::Post;
use service::posts::{PostView, Thread, ThreadLimits};

use crate::eyes::{Eyes, Where};

impl Eyes<'_> {
    pub(super) fn thread(&self, id: PostId, limits: ThreadLimits) -> Thread {
        if !self.world().post(id).is_some_and(|post| self.see_post(post, None, Where::Alone)) {
            return Thread::default();
        }
        let mut descendants = Vec::new();
        self.add_answers(id, limits.descendants, &mut descendants);
        Thread { ancestors: self.ancestors(id, limits.ancestors), descendants }
    }

    fn view(&self, post: &Post) -> Option<PostView> {
        self.see_post(post, None, Where::Thread).then_some(())?;
        self.world().post_view(post, self.reader())
    }

    fn ancestors(&self, id: PostId, limit: usize) -> Vec<PostView> {
        let parent = |id| {
            let parent = self.world().post(id)?.reply_to?.post;
            self.view(self.world().post(parent)?)
        };
        let upwards = std::iter::successors(parent(id), |view| parent(view.post.id));
        let mut ancestors: Vec<PostView> = upwards.take(limit).collect();
        ancestors.reverse();
        ancestors
    }

    /// Adds the answers to a post, each with its own behind it.
    fn add_answers(&self, id: PostId, limit: usize, found: &mut Vec<PostView>) {
        let answers =
            self.world().posts().filter(|post| post.reply_to.is_some_and(|parent| parent.post == id));
        for view in answers.filter_map(|post| self.view(post)) {
            if found.len() >= limit {
                return;
            }
            let id = view.post.id;
            found.push(view);
            self.add_answers(id, limit, found);
        }
    }
}
