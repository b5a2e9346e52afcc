//! Reports.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{Category, Comment, NewReport, Report};
use domain::ids::{AccountId, PostId, ReportId};
use service::PortError;
use service::reports::ReportRepository;
use sqlx::{query, query_as, query_scalar};

use crate::failure::away;
use crate::{Sqlite, json, time};

const FILE: &str = r#"
insert into reports ("by", about, posts, comment, category, created_at) values (?1, ?2, ?3, ?4, ?5, ?6) returning id"#;
const OPEN: &str = r#"
select id, "by", about, posts, comment, category, created_at from reports where resolved_at is null order by id limit ?1"#;
const RESOLVE: &str = "update reports set resolved_at = ?2 where id = ?1 and resolved_at is null";

type Row = (i64, i64, i64, String, String, String, i64);

#[async_trait]
impl ReportRepository for Sqlite {
    async fn file(&self, said: NewReport) -> Result<Report, PortError> {
        let posts: Vec<i64> = said.posts.iter().map(|post| post.raw()).collect();
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let row = query_scalar(FILE)
            .bind(said.by.raw())
            .bind(said.about.raw())
            .bind(json::list(&posts).map_err(away)?)
            .bind(said.comment.as_str())
            .bind(said.category.as_str())
            .bind(time::stored(said.created_at));
        let id: i64 = row.fetch_one(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(Report { id: ReportId::stored(id), said, resolved_at: None })
    }

    async fn list_open(&self, most: u16) -> Result<Vec<Report>, PortError> {
        let rows = query_as(OPEN).bind(i64::from(most));
        let rows: Vec<Row> = rows.fetch_all(&self.readers).await.map_err(away)?;
        rows.into_iter().map(open).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn resolve(&self, id: ReportId, at: Timestamp) -> Result<bool, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let row = query(RESOLVE).bind(id.raw()).bind(time::stored(at));
        let resolved = row.execute(&mut *stroke).await.map_err(away)?.rows_affected() > 0;
        stroke.commit().await.map_err(away)?;
        Ok(resolved)
    }
}

fn open((id, by, about, posts, comment, category, created_at): Row) -> sqlx::Result<Report> {
    let posts: Vec<i64> = json::read(&posts)?;
    let said = NewReport {
        by: AccountId::stored(by),
        about: AccountId::stored(about),
        posts: posts.into_iter().map(PostId::stored).collect(),
        comment: Comment::stored(&comment),
        category: Category::parse(&category).unwrap_or_default(),
        created_at: time::read(created_at)?,
    };
    Ok(Report { id: ReportId::stored(id), said, resolved_at: None })
}
