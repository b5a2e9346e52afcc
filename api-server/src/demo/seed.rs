//! Making the community: once, however often and on however many servers this begins.
use std::collections::HashMap;

use domain::ids::PostId;
use domain::page::Window;
use domain::posts::{Hashtag, IdempotencyKey, PostText, TextLimit};
use service::posts::{Saved, TagQuery, Writing};

use super::DemoError;
use super::people::{Community, Newcomers, PEOPLE, gather, somebody};
use super::script::{LAST, Line, SCRIPT};
use crate::UseCases;

/// Makes everybody who is missing, and has everything said that was not.
pub(super) async fn seed(
    use_cases: &UseCases,
    limit: TextLimit,
    newcomers: &mut Newcomers,
) -> Result<Community, DemoError> {
    let community = gather(use_cases, newcomers).await?;
    if is_complete(use_cases).await? {
        return Ok(community);
    }
    acquaint(use_cases, &community).await?;
    let mut said = HashMap::new();
    for line in &SCRIPT {
        if let Some(post) = publish(use_cases, &community, line, limit, &said).await? {
            react(use_cases, &community, line, post).await?;
            said.insert(line.id, post);
        }
    }
    Ok(community)
}

async fn is_complete(use_cases: &UseCases) -> Result<bool, DemoError> {
    let last = TagQuery::one(Hashtag::stored(LAST));
    Ok(!use_cases.posts.tag_timeline(&last, None, Window::newest(1)).await?.is_empty())
}

async fn acquaint(use_cases: &UseCases, community: &Community) -> Result<(), DemoError> {
    for person in &PEOPLE {
        let me = community[person.name];
        for whom in person.follows {
            let origin = somebody(use_cases, Some(me));
            use_cases.posts.follow(me, community[whom], |wishes| wishes, &origin).await?;
        }
    }
    Ok(())
}

/// Each line has a key of its own, so that whoever begins again says nothing twice.
async fn publish(
    use_cases: &UseCases,
    community: &Community,
    line: &Line,
    limit: TextLimit,
    said: &HashMap<&str, PostId>,
) -> Result<Option<PostId>, DemoError> {
    let author = community[line.by];
    // A server may allow fewer characters than somebody used here.
    let Ok(text) = PostText::parse(line.text, limit) else { return Ok(None) };
    let writing = Writing { reply_to: said.get(line.to).copied(), ..Writing::plain(text) };
    let key = IdempotencyKey::parse(author, &format!("demo-{}", line.id)).ok().flatten();
    let saved = use_cases.posts.publish(author, writing, key, &somebody(use_cases, Some(author))).await?;
    Ok(match saved {
        Saved::New(post) | Saved::Repeated(post) => Some(post.id),
        Saved::Gone => None,
    })
}

async fn react(
    use_cases: &UseCases,
    community: &Community,
    line: &Line,
    post: PostId,
) -> Result<(), DemoError> {
    for by in line.likes {
        let me = community[by];
        use_cases.posts.favourite(post, me, &somebody(use_cases, Some(me))).await?;
    }
    for by in line.boosts {
        let me = community[by];
        use_cases.posts.boost(post, me, &somebody(use_cases, Some(me))).await?;
    }
    Ok(())
}
