//! Reports.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{Category, Comment, NewReport, Report};
use domain::ids::{AccountId, PostId, ReportId};
use service::PortError;
use service::reports::ReportRepository;
use sqlx::{query, query_as, query_scalar};

use crate::Postgres;
use crate::failure::away;
use crate::time::Time;

const FILE: &str = r#"
insert into reports ("by", about, posts, comment, category, created_at) values ($1, $2, $3, $4, $5, $6) returning id"#;
const OPEN: &str = r#"
select id, "by", about, posts, comment, category, created_at from reports where resolved_at is null order by id limit $1"#;
const RESOLVE: &str = "update reports set resolved_at = $2 where id = $1 and resolved_at is null";

type Row = (i64, i64, i64, Vec<i64>, String, String, Time);

#[async_trait]
impl ReportRepository for Postgres {
    async fn file(&self, said: NewReport) -> Result<Report, PortError> {
        let posts: Vec<i64> = said.posts.iter().map(|post| post.raw()).collect();
        let row = query_scalar(FILE)
            .bind(said.by.raw())
            .bind(said.about.raw())
            .bind(posts)
            .bind(said.comment.as_str())
            .bind(said.category.as_str())
            .bind(Time(said.created_at));
        let id: i64 = row.fetch_one(&self.requests).await.map_err(away)?;
        Ok(Report { id: ReportId::stored(id), said, resolved_at: None })
    }

    async fn list_open(&self, most: u16) -> Result<Vec<Report>, PortError> {
        let rows = query_as(OPEN).bind(i64::from(most));
        let rows: Vec<Row> = rows.fetch_all(&self.requests).await.map_err(away)?;
        Ok(rows.into_iter().map(open).collect())
    }

    async fn resolve(&self, id: ReportId, at: Timestamp) -> Result<bool, PortError> {
        let row = query(RESOLVE).bind(id.raw()).bind(Time(at));
        Ok(row.execute(&self.requests).await.map_err(away)?.rows_affected() > 0)
    }
}

fn open((id, by, about, posts, comment, category, created_at): Row) -> Report {
    let said = NewReport {
        by: AccountId::stored(by),
        about: AccountId::stored(about),
        posts: posts.into_iter().map(PostId::stored).collect(),
        comment: Comment::stored(&comment),
        category: Category::parse(&category).unwrap_or_default(),
        created_at: created_at.0,
    };
    Report { id: ReportId::stored(id), said, resolved_at: None }
}
