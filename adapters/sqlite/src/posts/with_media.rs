//! Publishing a post with pictures, which nobody else may have taken meanwhile.
use domain::Draft;
use domain::ids::MediaId;
use domain::posts::{IdempotencyKey, Post};
use service::posts::Saved;
use service::writes::NewPost;

use super::{insert, made_with};
use crate::media::{are_free, attach};
use crate::writer::Tx;

/// Publishes a post that carries these, unless its key was used.
pub(super) async fn publish(
    tx: &mut Tx,
    draft: Draft<Post>,
    media: Vec<MediaId>,
    key: Option<IdempotencyKey>,
) -> sqlx::Result<Saved<Post>> {
    let known = made_with(tx, key.as_slice()).await?;
    if let Some((_, first)) = known.into_iter().next() {
        return Ok(Saved::Repeated(first));
    }
    if !are_free(tx, &media, None).await? {
        return Ok(Saved::Gone);
    }
    let post = tx.complete(draft).await?;
    attach(tx, &media, post.id).await?;
    tx.tell(post.events());
    let new = Post::clone(&post);
    insert(tx, &[NewPost { post, key }]).await?;
    Ok(Saved::New(new))
}
