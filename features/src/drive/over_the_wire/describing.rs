//! What people say of themselves and look like, on the wire.
use domain::identity::Portrait;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use super::refusals::{accepted, no_answer};
use super::sights::member;
use super::{OverTheWire, ask};
use crate::drive::{About, Answer, Member, Reader, Refused};
use crate::rest::{NoAnswer, Reply};

const PATH: &str = "/api/v1/accounts/update_credentials";

impl OverTheWire {
    pub(super) async fn describe(&self, by: Reader<'_>, about: &About) -> Answer<Member> {
        let source = json!({"privacy": about.visibility});
        let body = json!({"note": about.note, "locked": about.locked, "indexable": about.indexable, "source": source});
        edited(self.rest().patch(PATH, ask(by).with(body)).await)
    }

    pub(super) async fn dress_up(
        &self,
        by: Reader<'_>,
        portrait: Portrait,
        picture: Option<&[u8]>,
    ) -> Answer<Member> {
        let name = portrait.as_str();
        let Some(picture) = picture else {
            return edited(self.rest().delete(&format!("/api/v1/profile/{name}"), ask(by)).await);
        };
        let form = Form::new().part(name, Part::bytes(picture.to_vec()).file_name("me.png"));
        edited(self.rest().send_form(Method::PATCH, PATH, ask(by), form).await)
    }
}

fn edited(reply: Result<Reply, NoAnswer>) -> Answer<Member> {
    let body = accepted(reply.map_err(|error| no_answer(&error))?)?.body;
    member(&body).ok_or_else(|| Refused::broken("not an account", &body))
}
