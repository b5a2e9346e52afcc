//! Arranging what one reads, by the use cases themselves.
use domain::ids::Snowflake;
use domain::reading::{ListTitle, Replies};
use service::reading::ListError;

use super::super::{Answer, Arranging, Reader, Refused};
use super::InProcess;

pub(super) async fn arrange(
    of: &InProcess,
    by: Reader<'_>,
    arranging: &Arranging,
) -> Answer<Option<Snowflake>> {
    let (me, _) = of.actor(by, "write:lists").await?;
    let made = match arranging {
        Arranging::MakeList(title) => {
            let title = ListTitle::parse(title).map_err(ListError::from)?;
            Some(of.reading.make_list(me, title, Replies::default()).await?.id.into())
        }
        Arranging::PutIn(list, whom) => {
            of.reading.add_to_list(*list, me, vec![*whom]).await?;
            None
        }
        Arranging::TakeOut(list, whom) => {
            of.reading.remove_from_list(*list, me, &[*whom]).await?;
            None
        }
        Arranging::DeleteList(list) => {
            of.reading.delete_list(*list, me).await?;
            None
        }
    };
    Ok(made)
}

impl From<ListError> for Refused {
    fn from(error: ListError) -> Self {
        super::refusals::plain(&error)
    }
}
